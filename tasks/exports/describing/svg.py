"""Draws a chart as SVG: horizontal bars, plain shapes and text, without script and without style.

Colours are attributes on a light panel, so that a file is readable on any ground; on our pages the classes of the style
sheet win over them, and follow the reader's light or dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

from tasks.exports.describing.charts import Chart, Row

WIDTH, HEAD, STEP, BAR = 640, 20, 26, 16
LEFT, SPAN = 190, 300
LONGEST = 26
INK, SOFT, PLAIN, WARNED, LINE = "#1f2a2e", "#4a575c", "#7d939b", "#a8471f", "#7d939b"
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FONT = "system-ui, sans-serif"


def drawn(chart: Chart) -> str:
    height = HEAD + STEP * len(chart.rows) + HEAD // 2
    return "\n".join([*_head(chart, height), *_reference(chart, height), *_rows(chart), "</svg>", ""])


def _head(chart: Chart, height: int) -> Iterator[str]:
    title, about = f"figure-{chart.key}-title", f"figure-{chart.key}-about"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-labelledby="{title} {about}" font-family={quoteattr(FONT)} font-size="12">'
    )
    yield f'<title id="{title}">{_text(chart.title)}</title>'
    yield f'<desc id="{about}">{_text(chart.about)}</desc>'
    yield f'<rect class="c-panel" width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    yield f'<path class="c-axis" d="M{LEFT} {HEAD // 2}V{height - HEAD // 2}" stroke="{LINE}" fill="none"/>'


def _reference(chart: Chart, height: int) -> Iterator[str]:
    if chart.reference is None:
        return
    at = _place(chart.reference, chart)
    yield (
        f'<path class="c-ref" d="M{at} {HEAD // 2}V{height - HEAD // 2}" stroke="{LINE}" stroke-dasharray="2 2"'
        ' fill="none"/>'
    )


def _rows(chart: Chart) -> Iterator[str]:
    for at, row in enumerate(chart.rows):
        top = HEAD + STEP * at
        yield _words(LEFT - 8, top, _shortened(row.label), "end", SOFT)
        css, fill = ("c-warn", WARNED) if row.is_warned else ("c-2", PLAIN)
        width = round(SPAN * min(row.value / chart.top, 1), 1)
        yield f'<rect class="{css}" x="{LEFT}" y="{top}" width="{width}" height="{BAR}" fill="{fill}"/>'
        yield from _whisker(chart, row, top)
        yield _words(LEFT + SPAN + 12, top, " · ".join(row.cells[:2]), "start", INK)


def _whisker(chart: Chart, row: Row, top: int) -> Iterator[str]:
    if row.low is None or row.high is None:
        return
    low, high, middle = _place(row.low, chart), _place(row.high, chart), top + BAR / 2
    ends = f"M{low} {middle - 4}v8M{high} {middle - 4}v8"
    yield f'<path class="c-whisker" d="M{low} {middle}H{high}{ends}" stroke="{INK}" stroke-width="1.5" fill="none"/>'


def _words(x: int, top: int, text: str, anchor: str, fill: str) -> str:
    return f'<text x="{x}" y="{top + 12}" text-anchor="{anchor}" fill="{fill}">{_text(text)}</text>'


def _place(value: float, chart: Chart) -> float:
    return round(LEFT + SPAN * value / chart.top, 1)


def _shortened(label: str) -> str:
    """Cut what does not fit beside the bars; wide characters take two places."""
    places = 0
    for at, character in enumerate(label):
        places += 2 if east_asian_width(character) in "WF" else 1
        if places > LONGEST:
            return label[: max(1, at - 1)] + "…"
    return label


def _text(text: str) -> str:
    return escape(NO_XML.sub("\N{REPLACEMENT CHARACTER}", text))
