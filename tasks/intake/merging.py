"""Lines of one key become one: a prompt, all its answers, and what each line says of them.

Decides what wins where lines differ: the first that says anything. Pure; where the lines come from is left to
`gathering`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from tasks.intake.judged.judgements import Said
from tasks.intake.lines import Answer, Json, Line


@dataclass(frozen=True, slots=True)
class Merged:
    """One line made of several; `said` has an entry for each of them that judges answers."""

    line: Line
    said: tuple[Said, ...]


def merge(lines: Sequence[Line]) -> Merged:
    """Merge lines of one key, in the order in which their answers are to stand.

    Equal answers (text, model, media) are one. A line without answers speaks of those of the others, in their order.
    """
    answers, placed = _placed(lines)
    said = tuple(
        Said(line.ratings, line.gold, at or range(len(answers)))
        for line, at in zip(lines, placed, strict=True)
        if line.ratings or line.gold
    )
    first = _first_of(lines)
    line = Line(
        prompt=first(lambda line: line.prompt) or (),
        answers=tuple(answers),
        key=lines[0].key,
        external_id=first(lambda line: line.external_id) or "",
        reference=first(lambda line: line.reference) or "",
        sources=first(lambda line: line.sources) or {},
        attachments=first(lambda line: line.attachments) or (),
        warnings=tuple(dict.fromkeys(chain.from_iterable(line.warnings for line in lines))),
        domain=first(lambda line: line.domain) or "",
        language=first(lambda line: line.language) or "",
        skills=tuple(dict.fromkeys(chain.from_iterable(line.skills for line in lines))),
        priority=max(line.priority for line in lines),
        meta=_meta(lines),
        notices=tuple(dict.fromkeys(chain.from_iterable(line.notices for line in lines))),
    )
    return Merged(line, said)


def _placed(lines: Iterable[Line]) -> tuple[list[Answer], list[list[int]]]:
    """Give the answers without repeats, and for each line where its own stand among them."""
    answers: list[Answer] = []
    index: dict[tuple[str, str, str], int] = {}
    placed = []
    for line in lines:
        at = []
        for answer in line.answers:
            own = (answer.text, answer.model, answer.media)
            if own not in index:
                index[own] = len(answers)
                answers.append(answer)
            else:
                known = answers[index[own]]
                answers[index[own]] = replace(known, meta={**answer.meta, **known.meta})
            at.append(index[own])
        placed.append(at)
    return answers, placed


def _first_of(lines: Sequence[Line]) -> Callable[[Callable[[Line], Any]], Any]:
    return lambda part: next((found for line in lines if (found := part(line))), None)


def _meta(lines: Iterable[Line]) -> Json:
    merged: Json = {}
    for line in lines:
        for key, value in line.meta.items():
            merged.setdefault(key, value)
    return merged
