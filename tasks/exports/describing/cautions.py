"""What of a report a reader should know before the data are used; the numbers are judged here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MOST_PER_CENT_OF_A_RATER = 20
LEAST_OF_A_DOMAIN = 30
MOST_NAMED = 20
EVEN = 0.5

Caution = dict[str, Any]


def found(report: Mapping[str, Any], of_raters: list[int], domains: list[tuple[str, int]]) -> list[Caution]:
    """Return the cautions, each with a stable `code` and its numbers."""
    return [*_raters(of_raters), *_domains(domains), *_side(report["side"]), *_overlap(report)]


def _raters(of_raters: list[int]) -> Iterator[Caution]:
    """Name shares of raters who made more of the ratings than one should."""
    whole = sum(of_raters)
    shares = [round(n / whole, 4) for n in of_raters if 100 * n > MOST_PER_CENT_OF_A_RATER * whole]
    if shares:
        yield {"code": "rater_share", "most": MOST_PER_CENT_OF_A_RATER / 100, "shares": shares}


def _domains(domains: list[tuple[str, int]]) -> Iterator[Caution]:
    """Name domains with too few items; items without a domain are none."""
    few = [{"domain": name, "items": n} for name, n in reversed(domains) if name and n < LEAST_OF_A_DOMAIN]
    if few:
        more = max(0, len(few) - MOST_NAMED)
        yield {"code": "few_items", "least": LEAST_OF_A_DOMAIN, "domains": few[:MOST_NAMED], "more": more}


def _side(side: Mapping[str, Any] | None) -> Iterator[Caution]:
    if side and side["n"] and not side["low"] <= EVEN <= side["high"]:
        yield {"code": "side", **{key: side[key] for key in ("share", "low", "high")}}


def _overlap(report: Mapping[str, Any]) -> Iterator[Caution]:
    if report["overlap"] and max(one["ratings"] for one in report["overlap"]) <= 1:
        yield {"code": "one_rating_each"}
