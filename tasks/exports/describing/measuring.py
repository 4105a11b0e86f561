"""The report of an export: what its frozen selection says of raters, agreement, leanings and coverage, in numbers.

Two statements let the database count; nothing is read row by row. All that they read is frozen or never changes, so the
same selection gives the same report. What it means is said in words by `words`, `charts` and `card`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from tasks.exports.describing import cautions, concord, leanings

HERE = Path(__file__).parent
RATINGS, ITEMS, RATERS = (HERE.joinpath(f"{name}.sql").read_text() for name in ("ratings", "items", "raters"))
BINS = 20
MOST_NAMED = 200


def raters(export_id: int) -> tuple[dict[str, dict[str, int]], list[int]]:
    """Count who rated a selection by what they are now, to be frozen; and return the rubrics that they rated by."""
    with connection.cursor() as cursor:
        cursor.execute(RATERS, {"export": export_id})
        kinds, languages, skills, rubrics = cursor.fetchone()
    return {"kinds": kinds, "languages": languages, "skills": skills}, rubrics


def report(export_id: int, taking_part: Mapping[str, Any]) -> dict[str, Any]:
    """Measure a frozen selection; `taking_part` is what was frozen of its raters."""
    ratings, items = _row(RATINGS, export_id), _row(ITEMS, export_id)
    of_raters = list(ratings["of_raters"])
    domains = [(name, n) for name, n in items["domains"]]
    told = {
        "items": sum(one["items"] for one in items["overlap"]),
        "ratings": sum(of_raters),
        "overlap": items["overlap"],
        "raters": _raters(of_raters) | dict(taking_part),
        "time": _time(ratings),
        "agreement": concord.found(ratings),
        "length": leanings.of_length(items),
        "side": leanings.of_side(ratings),
        "domains": _named(domains),
        "languages": _named([(name, n) for name, n in items["languages"]]),
        "confidence": _confidence(items),
    }
    return {"warnings": cautions.found(told, of_raters, domains)} | told


def _row(statement: str, export_id: int) -> dict[str, Any]:
    values: dict[str, Any] = {"export": export_id, "ratios": list(leanings.RATIOS), "bins": BINS}
    with transaction.atomic(), connection.cursor() as cursor:
        # Parallel workers would hand over whole texts, which costs more than they save.
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def _raters(of_raters: list[int]) -> dict[str, Any]:
    whole = sum(of_raters)
    busiest = round(of_raters[0] / whole, leanings.PLACES) if whole else None
    return {"n": len(of_raters), "busiest_share": busiest, "shares": leanings.of_raters(of_raters)}


def _time(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Tell days in UTC, and active time of the ratings that have one: those made elsewhere have none."""
    median = raw["median_ms"]
    return {
        "first": raw["first"],
        "last": raw["last"],
        "timed_ratings": raw["timed"],
        "active_hours": round(raw["active_ms"] / 3_600_000, 2),
        "median_seconds": None if median is None else round(median / 1000, 1),
    }


def _named(counts: list[tuple[str, int]]) -> dict[str, Any]:
    """Name the largest; what is not named is counted. An empty name stands for items that say none."""
    rest = counts[MOST_NAMED:]
    others = {"names": len(rest), "items": sum(n for _, n in rest)}
    return {"named": [{"name": name, "items": n} for name, n in counts[:MOST_NAMED]], "others": others}


def _confidence(items: Mapping[str, Any]) -> dict[str, Any]:
    by_bin = dict(items["sure"])
    bins = [{"from": at / BINS, "to": (at + 1) / BINS, "items": by_bin.get(at, 0)} for at in range(BINS)]
    return {"bins": bins, "unknown": sum(one["items"] for one in items["overlap"]) - sum(by_bin.values())}
