"""Frozen selection rows to `ExportRow`s, a chunk at a time.

Memory is one chunk whatever the size of the export: each chunk is three queries by key, in transactions
of their own, which is safe because all that they read is insert-only.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from raters.models import Skill
from tasks.exports import alike, reading
from tasks.exports.naming import rater_name
from tasks.exports.reading import CompletionRow, ItemRow, RatingRow, decoded
from tasks.exports.rows import LETTERS as PAIR
from tasks.exports.rows import Carried, ExportCompletion, ExportRating, ExportRow
from tasks.models import Export
from tasks.rubric import versions
from tasks.rubric.content import NOT_APPLICABLE, Answers, Mark, canonical
from tasks.rubric.definition import Rubric
from tasks.rubric.parts import LETTERS, NA

# Who rated is met again and again; the name is a hash.
MOST_NAMES = 10_000
# So are the scores: a few steps for a few aspects.
MOST_SCORES = 5_000
NOTHING_CARRIED = Carried()


@dataclass(frozen=True, slots=True)
class Reader:
    """What stays the same for all chunks of an export."""

    export_id: int
    licence: str
    whole: bool
    chunk: int
    skills: dict[int, str]
    name_of: Callable[..., str]


def reader(export: Export, *, whole: bool, chunk: int) -> Reader:
    return Reader(
        export_id=export.pk,
        licence=(export.manifest or {}).get("licence") or "",
        whole=whole,
        chunk=chunk,
        skills=dict(Skill.objects.values_list("pk", "code")) if whole else {},
        name_of=lru_cache(MOST_NAMES)(partial(rater_name, project_id=export.project_id)),
    )


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some items of a selection as the database gave them."""

    items: list[ItemRow]
    completions: list[CompletionRow]
    ratings: list[RatingRow]


def chunks(source: Reader, *, split: str, first: int, last: int) -> Iterator[Chunk]:
    """Yield what there is of a split whose item ids lie from `first` to `last`, in order of item id."""
    wanted: dict[str, Any] = {"export": source.export_id, "split": split, "last": last, "limit": source.chunk}
    while found := reading.items(**wanted, first=first, carried=source.whole):
        rating_ids = [pk for row in found for pk in row.rating_ids] if source.whole else []
        yield Chunk(found, reading.completions([row.id for row in found]), reading.ratings(rating_ids))
        first = found[-1].id + 1


def rows(source: Reader, chunk: Chunk) -> Iterator[ExportRow]:
    """Yield the rows of a chunk; each is made when it is asked for, and may be forgotten before the next."""
    completions: dict[int, list[CompletionRow]] = defaultdict(list)
    for completion in chunk.completions:
        completions[completion.item_id].append(completion)
    ratings = {rating.id: rating for rating in chunk.ratings}
    for row in chunk.items:
        orders = decoded(row.orders) if row.orders else {}
        rated = [ratings[pk] for pk in row.rating_ids] if source.whole else []
        yield _row(
            source,
            row,
            [_completion(each) for each in completions[row.id]],
            tuple([_rating(source, each, orders.get(str(each.item_id))) for each in rated]),
        )


def _row(
    source: Reader,
    row: ItemRow,
    completions: Sequence[ExportCompletion],
    ratings: tuple[ExportRating, ...],
) -> ExportRow:
    p = decoded(row.probabilities)
    return ExportRow(
        id=row.id,
        prompt_id=row.prompt_id,
        group_id=row.group,
        prompt=tuple(decoded(row.messages)),
        completions=tuple(completions),
        winner=row.label,
        p_consensus=p.get("p_consensus"),
        p_vote=p.get("p_vote"),
        p_tie=p.get("p_tie"),
        p_both_bad=p.get("p_both_bad"),
        strength=row.strength,
        state=row.state,
        agreement=row.agreement,
        aggregator=row.method,
        aggregator_version=str(row.method_version),
        created_at=row.decided_at,
        ratings=ratings,
        external_id=row.external_id or "",
        batch=row.batch_id,
        domain=row.domain,
        language=row.language,
        licence=source.licence,
        split=row.split,
        alike=alike.of(*completions) if len(completions) == len(PAIR) else "",
        carried=_carried(source, row) if source.whole else NOTHING_CARRIED,
        rubric=versions.by_id(row.rubric_version_id),
        detail=decoded(row.detail),
        numbers={
            "confidence": row.confidence,
            "probabilities": p,
            "strength": row.strength,
            "margin": row.margin,
            "errors": decoded(row.errors),
        },
    )


def _carried(source: Reader, row: ItemRow) -> Carried:
    return Carried(
        reference=row.reference or "",
        sources=decoded(row.sources or "{}"),
        attachments=decoded(row.attachments or "[]"),
        warnings=decoded(row.warnings or "[]"),
        skills=[source.skills[pk] for pk in row.skill_ids if pk in source.skills],
        priority=row.priority,
        meta=decoded(row.meta or "{}"),
    )


def _completion(row: CompletionRow) -> ExportCompletion:
    media = {"sha256": row.digest, "type": row.content_type or ""} if row.digest else None
    messages = _messages(decoded(row.messages), row.text) if row.messages else ()
    return ExportCompletion(row.text, row.model, media, messages)


def _messages(value: Any, text: str) -> Sequence[Mapping[str, Any]]:
    """Give the messages that the import made the answer's text of; a line's own `meta.messages` may be anything."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return ()
    said = [one.get("content") for one in value if isinstance(one.get("role"), str)]
    is_ours = len(said) == len(value) and all(isinstance(words, str) and words in text for words in said)
    return value if is_ours else ()


def _rating(source: Reader, row: RatingRow, order: Sequence[int] | None) -> ExportRating:
    rubric, answers = versions.by_id(row.rubric_version_id), _answers(row)
    rating = ExportRating(
        rater=source.name_of(pseudonym=row.pseudonym),
        strength=row.strength,
        verdict=row.verdict or None,
        scores=_scores(_aspects(rubric), answers.scores),
        rationale=row.rationale,
        reasons=row.reasons,
        seconds=row.active_ms / 1000 if row.active_ms else None,
        order=row.order or (),
        guideline=row.guideline,
        answers=answers,
        rubric=rubric,
    )
    return _turned(rating, order, rubric) if order else rating


def _turned(rating: ExportRating, order: Sequence[int], rubric: Rubric) -> ExportRating:
    """Say a rating of a repeat in the order of the item that stands for it."""
    answers = canonical(rating.answers, order, rubric)
    return replace(
        rating,
        strength=answers.strength,
        scores=_scores(_aspects(rubric), answers.scores),
        order=tuple(order[place] for place in rating.order),
        answers=answers,
    )


def _answers(row: RatingRow) -> Answers:
    return Answers(
        strength=row.strength,
        verdict=row.verdict,
        scores=tuple(row.scores),
        rationale=row.rationale,
        reasons=tuple(row.reasons),
        marks=tuple([Mark(**mark) for mark in decoded(row.marks)]) if row.marks != "[]" else (),
        clauses=tuple(row.clauses),
        tags=decoded(row.tags),
        rewrite=decoded(row.rewrite),
        confidence=row.confidence,
        flags=tuple(row.flags),
        answers=decoded(row.answers),
    )


@lru_cache(MOST_SCORES)
def _scores(aspects: tuple[str, ...], cells: tuple[int | None, ...]) -> Mapping[str, Mapping[str, int | str]]:
    """Undo the rubric's cell order: aspect by aspect, within one completion by completion."""
    found: dict[str, dict[str, int | str]] = {}
    n = len(cells) // len(aspects) if aspects else 0
    for row, aspect in enumerate(aspects):
        given = {
            letter: NA if cell == NOT_APPLICABLE else cell
            for letter, cell in zip(LETTERS, cells[row * n : row * n + n], strict=False)
            if cell is not None
        }
        if given:
            found[aspect] = given
    return found


@lru_cache(maxsize=64)
def _aspects(rubric: Rubric) -> tuple[str, ...]:
    return tuple(scale.key for scale in rubric.scales)
