"""Formats as they were, so that an export that was made in one is derived again in the same bytes.

`canonical` 1 had nothing of what lines carried; 2 had null for what is absent and objects whose keys differ between
rows, which `datasets` cannot load. `trl-preference` 1 wrote pairs of equal answers too, and answers of several messages
as one text; 2 wrote prompts without a question.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from math import sqrt
from statistics import fmean
from typing import Any

from tasks.exports.examples import Pair, Whole
from tasks.exports.formats import canonical_3, trl
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.rows import LETTERS, ExportRating, ExportRow, Record
from tasks.exports.shape import Shape
from tasks.exports.views import refusals, whole
from tasks.exports.views.pairs import pairs


def canonical_1(example: Whole, _shape: Shape) -> Record:
    return _without_carried(example.row)


def canonical_2(example: Whole, _shape: Shape) -> Record:
    return _without_carried(example.row) | _carried(example.row)


def trl_preference_1(pair: Pair, _shape: Shape) -> Record:
    return {
        "prompt": list(pair.row.prompt),
        "chosen": pair.chosen.as_message(),
        "rejected": pair.rejected.as_message(),
        "margin": pair.margin,
    }


def _without_carried(row: ExportRow) -> Record:
    record: Record = {
        "id": row.id,
        "external_id": row.external_id or None,
        "batch": row.batch,
        "prompt_id": row.prompt_id,
        "group_id": row.group_id,
        "split": row.split,
        "prompt": list(row.prompt),
        "winner": row.winner,
        "p_consensus": row.p_consensus,
        "p_vote": row.p_vote,
        "p_tie": row.p_tie,
        "p_both_bad": row.p_both_bad,
        "strength": row.strength,
        "margin": row.margin(),
        "n_votes": len(row.ratings),
        "votes": [_vote(rating) for rating in row.ratings],
        "aspects": _aspects(row),
        "agreement": row.agreement,
        "state": row.state,
        "aggregator": row.aggregator,
        "aggregator_version": row.aggregator_version,
        "gold": row.gold,
        "domain": row.domain or None,
        "language": row.language or None,
        "licence": row.licence or None,
        "created_at": row.created_at,
    }
    for letter, completion in zip_longest(LETTERS, row.completions):
        record[f"completion_{letter}"] = completion.text if completion else None
        record[f"model_{letter}"] = (completion.model or None) if completion else None
    return record


def _carried(row: ExportRow) -> Record:
    media = [completion.media for completion in row.completions]
    return {
        "reference": row.carried.reference or None,
        "sources": row.carried.sources,
        "attachments": [_attachment(each) for each in row.carried.attachments],
        "warnings": row.carried.warnings,
        "skills": row.carried.skills,
        "priority": row.carried.priority,
        "meta": row.carried.meta,
        **{f"media_{letter}": one for letter, one in zip_longest(LETTERS, media)},
    }


def _attachment(attachment: Any) -> Any:
    """Leave out our number of the file."""
    if not isinstance(attachment, dict):
        return attachment
    return {key: value for key, value in attachment.items() if key != "media"}


def _vote(rating: ExportRating) -> dict[str, Any]:
    opinion = {"verdict": rating.verdict} if rating.strength is None else {"y": rating.strength}
    return opinion | {
        "rater": rating.rater,
        "aspects": rating.scores or {},
        "rationale": rating.rationale,
        "reasons": list(rating.reasons),
        "secs": rating.seconds,
        "side": _side(rating.order),
        "guideline": rating.guideline,
    }


def _side(order: Sequence[int]) -> str | None:
    if not order:
        return None
    return "right" if order[0] else "left"


def _aspects(row: ExportRow) -> dict[str, dict[str, float | None]]:
    names = {name for rating in row.ratings for name in rating.scores or {}}
    return {name: _aspect([(rating.scores or {}).get(name, {}) for rating in row.ratings]) for name in names}


def _aspect(cells: list[Mapping[str, int | str]]) -> dict[str, float | None]:
    """`sd` is the raters' spread about each completion's own mean, pooled; None without a spare degree."""
    scores = {
        letter: [cell[letter] for cell in cells if isinstance(cell.get(letter), int)] for letter in LETTERS
    }
    means = {letter: fmean(map(float, found)) if found else None for letter, found in scores.items()}
    squares = sum(
        (float(score) - mean) ** 2
        for letter, found in scores.items()
        if (mean := means[letter]) is not None
        for score in found
    )
    spare = sum(max(0, len(found) - 1) for found in scores.values())
    return {
        "mean_a": means["a"],
        "mean_b": means["b"],
        "sd": sqrt(squares / spare) if spare else None,
    }


FORMATS = (
    Format("trl-preference", {"": Style(pairs, trl_preference_1, labels=(Labels.MARGIN,))}, escapes=False),
    Format(
        "trl-preference",
        {
            "": Style(
                pairs, trl.explicit, trl.preference_features, (refusals.alike_answers,), (Labels.MARGIN,)
            )
        },
        version=2,
    ),
    Format("canonical", {"": Style(whole, canonical_1, reads_ratings=True)}, escapes=False),
    Format("canonical", {"": Style(whole, canonical_2, reads_ratings=True)}, version=2, escapes=False),
    Format(
        "canonical",
        {"": Style(whole, canonical_3.record, canonical_3.declared, reads_ratings=True)},
        version=3,
    ),
)
