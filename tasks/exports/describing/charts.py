"""The pictures of a report as data: each row has a bar and the cells of a table, so that both say the same numbers.

Words are in the language in force. How a chart is drawn is `svg`'s; where its table stands is the card's or the page's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tasks.exports.describing.cautions import EVEN, LEAST_OF_A_DOMAIN, MOST_PER_CENT_OF_A_RATER

MOST_ROWS = 25
Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` follow the label in the table; `value` is the length of the bar, `low` to `high` its interval."""

    label: str
    cells: tuple[str, ...]
    value: float
    low: float | None = None
    high: float | None = None
    is_warned: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """`top` is the value of a full bar; at `reference` stands a line."""

    key: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    top: float
    reference: float | None = None


def of(report: Report) -> list[Chart]:
    """Return the charts that a report has numbers for."""
    made = (_confidence(report), _length(report), _raters(report), _domains(report))
    return [chart for chart in made if chart and chart.rows]


def count(n: int) -> str:
    return f"{n:,}"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def interval(row: Mapping[str, Any]) -> str:
    return "–" if row["low"] is None else f"{percent(row['low'])} – {percent(row['high'])}"


def _top(rows: Iterable[Row]) -> float:
    return max((row.value for row in rows), default=0) or 1


def _confidence(report: Report) -> Chart | None:
    bins = report["confidence"]["bins"]
    known = sum(one["items"] for one in bins)
    first = next((at for at, one in enumerate(bins) if one["items"]), len(bins))
    rows = tuple(
        Row(
            f"{one['from']:.2f}–{one['to']:.2f}",
            (count(one["items"]), percent(one["items"] / known)),
            one["items"],
        )
        for one in bins[first:]
    )
    about = _("Items by the probability of the label that was decided; %(n)s without one.") % {
        "n": count(report["confidence"]["unknown"])
    }
    columns = (_("Confidence"), _("Items"), _("Share"))
    return Chart("confidence", _("How sure the labels are"), about, columns, rows, _top(rows))


def _length(report: Report) -> Chart | None:
    length = report["length"]
    if not length or not length["n"]:
        return None
    rows = tuple(
        Row(
            _ratio(one["from"], one["to"]),
            (count(one["n"]), percent(one["share"]), interval(one)),
            one["share"],
            one["low"],
            one["high"],
        )
        for one in length["bins"]
        if one["n"]
    )
    about = _(
        "Share of the items in which the longer answer won, by how many times longer it was in characters."
    )
    columns = (_("Times longer"), _("Items"), _("Longer answer won"), _("Interval (95 %)"))
    return Chart("length", _("Did the longer answer win?"), about, columns, rows, 1.0, EVEN)


def _ratio(low: float, high: float | None) -> str:
    return f"≥ {low:g}" if high is None else f"{low:g}–{high:g}"


def _raters(report: Report) -> Chart | None:
    bins = report["raters"]["shares"]
    rows = tuple(
        Row(
            f"{100 * one['from']:g}–{100 * one['to']:g} %",
            (count(one["raters"]), percent(one["share"])),
            one["raters"],
            is_warned=bool(one["raters"]) and 100 * one["from"] >= MOST_PER_CENT_OF_A_RATER,
        )
        for one in bins
    )
    about = _("Raters by their share of all ratings; the busiest made %(share)s.") % {
        "share": percent(report["raters"]["busiest_share"])
    }
    columns = (_("Share of the ratings"), _("Raters"), _("Ratings they made together"))
    return Chart(
        "raters", _("How the work was shared"), about, columns, rows if report["ratings"] else (), _top(rows)
    )


def _domains(report: Report) -> Chart | None:
    named = report["domains"]["named"]
    if not any(one["name"] for one in named):
        return None
    rows = tuple(_named(named[:MOST_ROWS], LEAST_OF_A_DOMAIN))
    rest = named[MOST_ROWS:]
    others = {
        "n": count(len(rest) + report["domains"]["others"]["names"]),
        "items": count(sum(one["items"] for one in rest) + report["domains"]["others"]["items"]),
    }
    about = _("Items of each domain.")
    if others["n"] != "0":
        about += " " + _("Not shown: %(n)s smaller domains with %(items)s items.") % others
    return Chart("domains", _("What the items are about"), about, (_("Domain"), _("Items")), rows, _top(rows))


def _named(named: Iterable[Mapping[str, Any]], least: int) -> Iterator[Row]:
    for one in named:
        name, items = one["name"], one["items"]
        yield Row(name or _("not stated"), (count(items),), items, is_warned=bool(name) and items < least)
