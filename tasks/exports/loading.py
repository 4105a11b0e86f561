"""Frozen selection rows to `ExportRow`s, a chunk at a time.

Memory is one chunk whatever the size of the export: each chunk is three queries by key, in transactions
of their own, which is safe because all that they read is insert-only. Tuples, not model instances: this
is a hot loop.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from raters.models import Skill
from tasks.exports import alike
from tasks.exports.naming import rater_name
from tasks.exports.rows import LETTERS as PAIR
from tasks.exports.rows import Carried, ExportCompletion, ExportRating, ExportRow
from tasks.models import Export, ExportItem, ItemCompletion, Rating
from tasks.rubric import versions
from tasks.rubric.content import NOT_APPLICABLE, Answers, Mark
from tasks.rubric.parts import LETTERS

PROBABILITIES = ("p_consensus", "p_vote", "p_tie", "p_both_bad")


@dataclass(frozen=True, slots=True)
class Reader:
    """What stays the same for all chunks of an export."""

    export_id: int
    project_id: int
    licence: str
    whole: bool
    chunk: int
    skills: dict[int, str]


def reader(export: Export, *, whole: bool, chunk: int) -> Reader:
    return Reader(
        export_id=export.pk,
        project_id=export.project_id,
        licence=(export.manifest or {}).get("licence") or "",
        whole=whole,
        chunk=chunk,
        skills=dict(Skill.objects.values_list("pk", "code")) if whole else {},
    )


def chunks(source: Reader, *, split: str, first: int, last: int) -> Iterator[list[ExportRow]]:
    """Yield the rows of a split whose item ids lie from `first` to `last`, in order of item id."""
    frozen = ExportItem.objects.filter(export=source.export_id, split=split, item__lte=last).order_by(
        "item_id"
    )
    columns = (*COLUMNS, *CARRIED) if source.whole else COLUMNS
    while found := list(frozen.filter(item__gte=first).values(*columns)[: source.chunk]):
        yield _rows(source, found)
        first = found[-1]["item_id"] + 1


NUMBERS = ("confidence", "probabilities", "strength", "margin", "errors")
COLUMNS = (
    "item_id",
    "rating_ids",
    "split",
    "item__prompt_id",
    "item__prompt__group",
    "item__prompt__messages",
    "item__batch_id",
    "item__batch__rubric_version_id",
    "item__domain",
    "item__language",
    "item__detail__external_id",
    *NUMBERS,
    "agreement",
    "method",
    "method_version",
    "consensus__label",
    "consensus__detail",
    "consensus__state",
    "consensus__decided_at",
)
MEDIA = ("completion__media__digest", "completion__media__content_type")
MESSAGES = "completion__meta__messages"
CARRIED = (
    "item__skill_ids",
    "item__priority",
    "item__detail__reference",
    "item__detail__sources",
    "item__detail__attachments",
    "item__detail__warnings",
    "item__detail__meta",
)


def _rows(source: Reader, found: Sequence[Mapping[str, Any]]) -> list[ExportRow]:
    completions = _completions([row["item_id"] for row in found])
    rating_ids = [pk for row in found for pk in row["rating_ids"]] if source.whole else []
    ratings = _ratings(source, rating_ids)
    return [_row(source, row, completions[row["item_id"]], ratings) for row in found]


def _row(
    source: Reader,
    row: Mapping[str, Any],
    completions: Sequence[ExportCompletion],
    ratings: Mapping[int, ExportRating],
) -> ExportRow:
    return ExportRow(
        id=row["item_id"],
        prompt_id=row["item__prompt_id"],
        group_id=bytes(row["item__prompt__group"]).hex(),
        prompt=tuple(row["item__prompt__messages"]),
        completions=tuple(completions),
        winner=row["consensus__label"],
        **{name: row["probabilities"].get(name) for name in PROBABILITIES},
        strength=row["strength"],
        state=row["consensus__state"],
        agreement=row["agreement"],
        aggregator=row["method"],
        aggregator_version=str(row["method_version"]),
        created_at=row["consensus__decided_at"],
        ratings=tuple(ratings[pk] for pk in row["rating_ids"]) if source.whole else (),
        external_id=row["item__detail__external_id"] or "",
        batch=row["item__batch_id"],
        domain=row["item__domain"],
        language=row["item__language"],
        licence=source.licence,
        split=row["split"],
        alike=alike.of(*completions) if len(completions) == len(PAIR) else "",
        carried=_carried(source, row) if source.whole else Carried(),
        rubric=versions.by_id(row["item__batch__rubric_version_id"]),
        detail=row["consensus__detail"],
        numbers={name: row[name] for name in NUMBERS},
    )


def _carried(source: Reader, row: Mapping[str, Any]) -> Carried:
    return Carried(
        reference=row["item__detail__reference"] or "",
        sources=row["item__detail__sources"] or {},
        attachments=row["item__detail__attachments"] or (),
        warnings=row["item__detail__warnings"] or (),
        skills=[source.skills[pk] for pk in row["item__skill_ids"] if pk in source.skills],
        priority=row["item__priority"],
        meta=row["item__detail__meta"] or {},
    )


def _completions(item_ids: Collection[int]) -> dict[int, list[ExportCompletion]]:
    places = ItemCompletion.objects.filter(item__in=item_ids).order_by("item_id", "position")
    found: dict[int, list[ExportCompletion]] = defaultdict(list)
    columns = ("item_id", "completion__text", "completion__model", MESSAGES, *MEDIA)
    for item_id, text, model, messages, digest, content_type in places.values_list(*columns):
        media = {"sha256": bytes(digest).hex(), "type": content_type} if digest else None
        found[item_id].append(ExportCompletion(text, model, media, _messages(messages, text)))
    return found


def _messages(value: Any, text: str) -> Sequence[Mapping[str, Any]]:
    """Give the messages that the import made the answer's text of; a line's own `meta.messages` may be anything."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return ()
    said = [one.get("content") for one in value if isinstance(one.get("role"), str)]
    is_ours = len(said) == len(value) and all(isinstance(words, str) and words in text for words in said)
    return value if is_ours else ()


def _ratings(source: Reader, rating_ids: Collection[int]) -> dict[int, ExportRating]:
    rows = Rating.objects.filter(pk__in=rating_ids).values(
        "pk",
        "strength",
        "verdict",
        "scores",
        "rationale",
        "reasons",
        *("marks", "clauses", "tags", "rewrite", "confidence", "flags", "answers"),
        "active_ms",
        "rubric_version_id",
        "rater__pseudonym",
        "guideline_version__number",
        "assignment__presentation__order",
    )
    return {row["pk"]: _rating(source, row) for row in rows}


def _rating(source: Reader, row: Mapping[str, Any]) -> ExportRating:
    return ExportRating(
        rater=rater_name(project_id=source.project_id, pseudonym=row["rater__pseudonym"]),
        strength=row["strength"],
        verdict=row["verdict"] or None,
        scores=_scores(_aspects(row["rubric_version_id"]), row["scores"]),
        rationale=row["rationale"],
        reasons=row["reasons"],
        seconds=row["active_ms"] / 1000 if row["active_ms"] else None,
        order=row["assignment__presentation__order"] or (),
        guideline=row["guideline_version__number"],
        answers=_answers(row),
        rubric=versions.by_id(row["rubric_version_id"]),
    )


def _answers(row: Mapping[str, Any]) -> Answers:
    return Answers(
        strength=row["strength"],
        verdict=row["verdict"],
        scores=tuple(row["scores"]),
        rationale=row["rationale"],
        reasons=tuple(row["reasons"]),
        marks=tuple(Mark(**mark) for mark in row["marks"]),
        clauses=tuple(row["clauses"]),
        tags=row["tags"],
        rewrite=row["rewrite"],
        confidence=row["confidence"],
        flags=tuple(row["flags"]),
        answers=row["answers"],
    )


def _scores(aspects: Sequence[str], cells: Sequence[int | None]) -> dict[str, dict[str, int | str]]:
    """Undo the rubric's cell order: aspect by aspect, within one completion by completion."""
    found: dict[str, dict[str, int | str]] = {}
    n = len(cells) // len(aspects) if aspects else 0
    for place, value in enumerate(cells[: n * len(aspects)]):
        if value is not None:
            aspect = found.setdefault(aspects[place // n], {})
            aspect[LETTERS[place % n]] = "na" if value == NOT_APPLICABLE else value
    return found


def _aspects(rubric_version_id: int) -> tuple[str, ...]:
    return tuple(scale.key for scale in versions.by_id(rubric_version_id).scales)
