"""What a page shows of an export's report: warnings first, then facts, then charts with their tables."""

from __future__ import annotations

from typing import Any

from tasks.exports.describing import charts, svg, words
from tasks.exports.describing.charts import Chart
from tasks.models import Export


def shown(export: Export) -> dict[str, Any] | None:
    """Return it in the language in force; None where the export is not finished, or older than reports."""
    report = (export.manifest or {}).get("report")
    if not report or export.status != Export.Status.READY:
        return None
    return {
        "warnings": words.warnings(report),
        "facts": words.facts(report),
        "charts": [_chart(chart) for chart in charts.of(report)],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    """Give the chart drawn, in which every text is escaped, and its table."""
    told = {name: getattr(chart, name) for name in ("title", "about", "columns", "rows")}
    return told | {"svg": svg.drawn(chart)}
