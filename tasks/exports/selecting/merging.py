"""Items of an export that repeat each other: one stands for all, with the ratings of all and the label that these give.

Repeats have one prompt and the same answers, in whatever order, under one rubric version; an import keeps them unless
it is told otherwise. The first item stands for the others, an adjudicated one before all. Of a rater who rated several
of them the last rating counts. An adjudicated label stays what it is. The policy's states and confidence are asked
again of the label that was made.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import QuerySet

from tasks.consensus import posterior
from tasks.consensus.tally import Tally
from tasks.exports.policy import Policy
from tasks.exports.selecting import repeats
from tasks.exports.selecting.repeats import Repeat
from tasks.models import Export, ExportItem, Item, Project, Rating
from tasks.rubric import labels, versions
from tasks.rubric.content import canonical
from tasks.rubric.labels import Label

MERGED = "merged_duplicates"
AT_ONCE = 500
# One statement for all: a CASE for each row and column takes seconds.
UPDATE = """
UPDATE tasks_exportitem e
   SET rating_ids = r.rating_ids, merged = r.merged, method = r.method, method_version = r.method_version,
       confidence = r.confidence, probabilities = r.probabilities, strength = r.strength, margin = r.margin,
       agreement = r.agreement, errors = r.errors
  FROM jsonb_to_recordset(%s::jsonb)
       AS r (id bigint, rating_ids bigint[], merged jsonb, method text, method_version smallint,
             confidence float8, probabilities jsonb, strength float8, margin float8, agreement float8, errors jsonb)
 WHERE e.id = r.id
"""
UPDATED = ("id", "rating_ids", "merged", *posterior.columns(None))


def merge(export: Export, policy: Policy) -> Counter[str]:
    """Merge what repeats; return how many items went, by reason."""
    gone: Counter[str] = Counter()
    with connection.cursor() as cursor:
        n = repeats.find(cursor, export.pk)
        for first in range(1, n + 1, AT_ONCE):
            gone += _merge_some(export, policy, repeats.some(cursor, first, AT_ONCE))
    return gone


def _merge_some(export: Export, policy: Policy, found: Sequence[Repeat]) -> Counter[str]:
    items = [item for repeat in found for item in (repeat.item, *repeat.orders)]
    frozen = ExportItem.objects.filter(export=export, item__in=items).select_related("consensus")
    rows = {row.item_id: row for row in frozen}
    ratings = _ratings(rows.values())
    out: dict[int, str] = {}
    for repeat in found:
        out |= dict.fromkeys(repeat.orders, MERGED)
        row = rows[repeat.item]
        _fill(row, repeat, [rows[item] for item in repeat.orders], ratings, export.project)
        if why := _refused(row, policy):
            out[repeat.item] = why
    kept = [rows[repeat.item] for repeat in found if repeat.item not in out]
    _write(kept)
    frozen.filter(item__in=out).delete()
    return Counter(out.values())


def _write(rows: Sequence[ExportItem]) -> None:
    values = [{name: getattr(row, name) for name in UPDATED} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [json.dumps(values)])


def _fill(
    row: ExportItem,
    repeat: Repeat,
    others: Sequence[ExportItem],
    ratings: Mapping[int, Rating],
    project: Project,
) -> None:
    """Give an item the ratings of all, and their label unless an expert decided it."""
    own = {ratings[pk].rater_id: pk for pk in sorted(pk for each in (row, *others) for pk in each.rating_ids)}
    row.rating_ids = sorted(own.values())
    label, state = _label([ratings[pk] for pk in row.rating_ids], repeat, project)
    row.merged = {
        "label": row.consensus.label,
        "detail": row.consensus.detail,
        "state": row.consensus.state,
        "orders": repeat.orders,
    }
    if label is not None and row.consensus.state != Item.State.ADJUDICATED:
        row.merged |= {"label": label.answer, "detail": label.detail, "state": state}
        for name, value in posterior.columns(label).items():
            setattr(row, name, value)


def _label(ratings: Sequence[Rating], repeat: Repeat, project: Project) -> tuple[Label | None, str]:
    """Tally the ratings anew, each in the order of the item that stands for all."""
    rubric = versions.by_id(repeat.rubric_version)
    tally = Tally()
    for rating in ratings:
        answers = repeats.answers_of(rating)
        if rating.item_id in repeat.orders:
            answers = canonical(answers, repeat.orders[rating.item_id], rubric)
        tally = tally.plus(answers, rubric)
    if not tally.n_ratings:
        return None, ""
    label = rubric.labelling.label(tally.counts, labels.Policy(max_error=project.max_error))
    is_settled = label.is_decided or label.is_final_when_full
    return label, Item.State.SETTLED if is_settled else Item.State.CONTESTED


def _refused(row: ExportItem, policy: Policy) -> str:
    """Say why the policy does not take the label that was made, by the reason that other items have."""
    state = (row.merged or {})["state"]
    if state not in policy.states:
        return str(state)
    if policy.min_confidence is None:
        return ""
    is_sure = bool(row.errors) if row.confidence is None else row.confidence >= policy.min_confidence
    return "" if is_sure else "unsure"


def _ratings(rows: Iterable[ExportItem]) -> dict[int, Rating]:
    found: QuerySet[Rating] = Rating.objects.filter(pk__in=[pk for row in rows for pk in row.rating_ids])
    return {rating.pk: rating for rating in found.only(*repeats.ANSWERS, "item", "rater")}
