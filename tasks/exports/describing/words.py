"""A report in the words of the language in force: warnings as sentences, and what stands in no picture as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tasks.exports.describing.charts import Report, count, interval, percent

Pairs = list[tuple[str, str]]


def warnings(report: Report) -> list[str]:
    return [_warning(caution) for caution in report["warnings"]]


def _warning(caution: Mapping[str, Any]) -> str:
    return WORDED[caution["code"]](caution)


def _rater_share(caution: Mapping[str, Any]) -> str:
    shares = ", ".join(map(percent, caution["shares"]))
    return _(
        "Single raters made more than %(most)s of the ratings: %(shares)s. The labels may show their taste."
    ) % {"most": f"{100 * caution['most']:g} %", "shares": shares}


def _few_items(caution: Mapping[str, Any]) -> str:
    named = ", ".join(f"{one['domain']} ({one['items']})" for one in caution["domains"])
    told = {"least": caution["least"], "named": named}
    said = _("Domains with fewer than %(least)d items, too few to judge a model by: %(named)s.") % told
    more = caution["more"]
    return said + (" " + _("There are %(n)d more.") % {"n": more} if more else "")


def _side(caution: Mapping[str, Any]) -> str:
    told = {"share": percent(caution["share"]), "interval": interval(caution)}
    return (
        _(
            "Position bias: the answer shown on the left won %(share)s (%(interval)s) of the ratings that prefer one,"
            " although sides are drawn at random."
        )
        % told
    )


def _one_rating_each(_caution: Mapping[str, Any]) -> str:
    return _("No item has more than one rating: how far raters agree is not known.")


WORDED = {
    "rater_share": _rater_share,
    "few_items": _few_items,
    "side": _side,
    "one_rating_each": _one_rating_each,
}


def facts(report: Report) -> Pairs:
    """Say what stands in no picture, each with its name."""
    return [*work(report), *agreement(report), *leanings(report)]


def work(report: Report) -> Iterator[tuple[str, str]]:
    raters, time = report["raters"], report["time"]
    yield _("Items"), count(report["items"])
    yield _("Ratings"), count(report["ratings"])
    yield _("Ratings of an item"), _counted({str(one["ratings"]): one["items"] for one in report["overlap"]})
    yield _("Raters"), f"{count(raters['n'])} ({_counted(_kinds(raters['kinds']))})" if raters["n"] else "0"
    for name, key in ((_("Languages of the raters"), "languages"), (_("Skills of the raters"), "skills")):
        if raters[key]:
            yield name, _counted(raters[key])
    if time["first"]:
        yield _("Rated from, to"), f"{time['first']} – {time['last']}"
    if time["timed_ratings"]:
        yield (
            _("Active time"),
            _("%(hours)s h, a rating %(seconds)s s (median of %(n)s)")
            % {
                "hours": f"{time['active_hours']:,}",
                "seconds": time["median_seconds"],
                "n": count(time["timed_ratings"]),
            },
        )
    languages = [one for one in report["languages"]["named"] if one["name"]]
    if languages:
        yield _("Languages of the items"), _counted({one["name"]: one["items"] for one in languages})


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {count(n)}" for name, n in counts.items())


def _kinds(kinds: Mapping[str, int]) -> dict[str, int]:
    names = {"human": _("people"), "external": _("from elsewhere"), "judge": _("model judges")}
    return {names.get(kind, kind): n for kind, n in kinds.items()}


def agreement(report: Report) -> Iterator[tuple[str, str]]:
    names = {
        "alpha_nominal": _("Krippendorff's alpha, which answer won (nominal)"),
        "alpha_ordinal": _("Krippendorff's alpha, strength (ordinal)"),
        "same": _("Two raters name the same winner"),
        "opposite": _("Items with opposite preferences"),
    }
    for row in report["agreement"]:
        is_share = not row["measure"].startswith("alpha")
        shown = percent if is_share else _coefficient
        bounds = "" if row["low"] is None else f" ({shown(row['low'])} – {shown(row['high'])})"
        told = {"value": shown(row["value"]) + bounds, "n": count(row["items"])}
        yield names[row["measure"]], _("%(value)s, of %(n)s items") % told


def _coefficient(value: float) -> str:
    return f"{value:.3f}"


def leanings(report: Report) -> Iterator[tuple[str, str]]:
    length, side = report["length"], report["side"]
    if length and length["n"]:
        told = {"share": percent(length["share"]), "interval": interval(length), "n": count(length["n"])}
        yield _("The longer answer won"), _("%(share)s (%(interval)s) of %(n)s items") % told
    if length and length["correlation"] is not None:
        yield _("Correlation of log length ratio and strength"), _coefficient(length["correlation"])
    if side and side["n"]:
        told = {"share": percent(side["share"]), "interval": interval(side), "n": count(side["n"])}
        yield _("The answer shown on the left won"), _("%(share)s (%(interval)s) of %(n)s ratings") % told
