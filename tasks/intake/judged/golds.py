"""Gold that came with a line: what is wrong with it, and how items become gold.

Decides that only an item that nobody has rated or holds can become gold, and that it has no slots from then on: gold
is slipped in where raters are checked, and is never work.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from tasks.intake import storing
from tasks.intake.faults import LineError
from tasks.intake.judged import scales
from tasks.intake.lines import Line, LineGold
from tasks.models import Batch, Gold, Item
from tasks.rubric import versions
from tasks.rubric.definition import Rubric
from tasks.rubric.kinds import BOTH_BAD, LETTERS

# The range of a cell of which the gold says nothing: all that a cell can hold.
ANY = (0, 100)


class ItemGold(NamedTuple):
    """An item, how many answers it shows, and what is right of them in its canonical order."""

    item_id: int
    n_answers: int
    gold: LineGold


def check(line: Line, rubric: Rubric) -> None:
    """Hold a line's gold against the rubric.

    Raises: LineError, naming the place in `gold`.
    """
    gold = line.gold
    if gold is None:
        return
    _check_preference(line, gold, rubric)
    scales.check_letters(line, rubric, gold.scores, "gold")
    for aspect, row in gold.scores.items():
        for letter, band in row.items():
            _check_band(rubric, aspect, band, f"gold.scores.{aspect}.{letter}")


def _check_preference(line: Line, gold: LineGold, rubric: Rubric) -> None:
    ends = [end for end in (gold.min_strength, gold.max_strength) if end is not None]
    if not ends and not gold.verdict and not any(gold.scores.values()):
        raise LineError("says_nothing", "gold")
    scales.check_direction(line, rubric, "gold", strength=bool(ends), verdict=gold.verdict)
    if gold.verdict:
        scales.check_verdict(gold.verdict, "gold.verdict", known=(BOTH_BAD,))
    for end in ends:
        scales.check_strength(end, "gold.strength")
    if len(ends) == 1:
        raise LineError("half_a_band", "gold.strength")
    if ends and ends[0] > ends[1]:
        raise LineError("band_reversed", "gold.strength", least=ends[0], most=ends[1])


def _check_band(rubric: Rubric, aspect: str, band: tuple[int, int], path: str) -> None:
    scale = scales.scale_of(rubric, aspect)
    if scale is None:
        known = ", ".join(each.key for each in rubric.scales)
        raise LineError("unknown_aspect", path, aspect=aspect[: scales.SHOWN], known=known)
    for end in band:
        scales.check_score(scale, end, path)
    if band[0] > band[1]:
        raise LineError("band_reversed", path, least=band[0], most=band[1])


@transaction.atomic
def store(*, batch: Batch, golds: Sequence[ItemGold]) -> int:
    """Make items gold, and return how many. One that is gold already, or at work, or rated, stays what it is.

    A dry run makes only its own items gold: raters may be at work on the others.
    """
    if not golds:
        return 0
    storing.lock(batch.home)
    given = {item_id: (n_answers, gold) for item_id, n_answers, gold in reversed(golds)}
    reach = Item.objects.filter(batch=batch) if batch.is_dry_run else Item.objects
    fresh = reach.filter(pk__in=given, is_gold=False, state=Item.State.OPEN, taken=0)
    unrated = fresh.filter(gold=None, assignments=None).select_related("batch").order_by("pk")
    items = list(unrated.only("batch__rubric_version").select_for_update(of=("self",)))
    Gold.objects.bulk_create(_gold(item, *given[item.pk]) for item in items)
    Item.objects.filter(pk__in=[item.pk for item in items]).update(is_gold=True, is_audit=False, wanted=0)
    return len(items)


def _gold(item: Item, n_answers: int, gold: LineGold) -> Gold:
    rubric = versions.by_id(item.batch.rubric_version_id)
    return Gold(
        item=item,
        min_strength=gold.min_strength,
        max_strength=gold.max_strength,
        verdict=gold.verdict,
        score_ranges=_ranges(rubric, gold, n_answers),
        explanation=gold.explanation,
    )


def _ranges(rubric: Rubric, gold: LineGold, n_answers: int) -> list[tuple[int, int]]:
    """Give a range for each cell, in the rubric's order; none at all when the gold is no more than a preference."""
    if not gold.scores:
        return []
    rows = (gold.scores.get(scale.key, {}) for scale in rubric.scales)
    return [row.get(letter, ANY) for row in rows for letter in LETTERS[:n_answers]]
