"""From one entry to one line, and from a line to its items: what the import and the dry run both go by.

Decides that a line fits its project: rubric, skills, media, number of answers. What bytes are an object at all is left
to `decoding` and `tables`, what an object's keys mean to `formats`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tasks.intake import formats, pairing
from tasks.intake.faults import LineError
from tasks.intake.files import columns
from tasks.intake.files.reading import Source
from tasks.intake.files.splitting import Entry
from tasks.intake.judged import golds, ratings
from tasks.intake.lines import Answer, Json, Line
from tasks.intake.pairing import Limits, Places
from tasks.rubric.definition import Rubric


@dataclass(frozen=True, slots=True)
class Rules:
    """What project and batch say about every line, looked up once.

    `media` has what stands for each path that lines may name: the same for the same content; `kinds` says of what
    kind that is.
    """

    rubric: Rubric
    layout: formats.Layout | None = None
    columns: Mapping[str, str | list[str]] = field(default_factory=dict)
    skills: Collection[str] = ()
    media: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    pairing: str = ""
    n_opponents: int = 1

    @property
    def limits(self) -> Limits:
        return Limits(self.rubric.completions.min, self.rubric.completions.max)


def read(source: Source, entry: Entry, rules: Rules) -> Line:
    """Read one entry into a line, recognising its layout by its keys unless one is given.

    Raises: LineError with code, field and details.
    """
    line = line_of(source.decode(entry), rules)
    _check_skills(line, rules)
    if line.gold:
        golds.check(line, rules.rubric)
    if line.ratings:
        ratings.check(line, rules.rubric)
    return replace(
        line,
        answers=_with_media(line.answers, rules) if any(one.media for one in line.answers) else line.answers,
        attachments=_attached(line.attachments, rules) if line.attachments else (),
    )


def line_of(record: Json, rules: Rules) -> Line:
    """Read a record by its columns and its layout; nothing of it is held against the project yet.

    Raises: LineError.
    """
    if rules.columns:
        record = columns.apply(record, rules.columns)
    layout = rules.layout or formats.recognise(record)
    return replace(layout.read(record), layout=layout.name)


def shape(line: Line, rules: Rules, *, seed: int = 0) -> list[Places]:
    """Say which items a line's answers make; none when it is to wait for other lines of its key.

    Raises: LineError when it has too few answers and no key, or too many.
    """
    if line.gathers:
        return []
    limits, found = rules.limits, len(line.answers)
    items = pairing.items_of(found, limits, pairing=rules.pairing, n_opponents=rules.n_opponents, seed=seed)
    if not items and found > limits.most:
        raise LineError("too_many_completions", "completions", most=limits.most, found=found)
    if line.prompt and items:
        return items
    if not line.key:
        raise LineError("too_few_completions", "completions", least=limits.least, found=found)
    return []


def _check_skills(line: Line, rules: Rules) -> None:
    for index, code in enumerate(line.skills):
        if code not in rules.skills:
            raise LineError("unknown_skill", f"skills[{index}]", skill=code)


def _with_media(answers: Sequence[Answer], rules: Rules) -> tuple[Answer, ...]:
    return tuple(
        replace(answer, media=_media(answer.media, f"completions[{index}].media", rules))
        if answer.media
        else answer
        for index, answer in enumerate(answers)
    )


def _attached(attachments: Sequence[Json], rules: Rules) -> tuple[Json, ...]:
    found = [_media(one["path"], f"attachments[{index}]", rules) for index, one in enumerate(attachments)]
    return tuple(
        {**one, "media": file, "kind": rules.kinds.get(file, "")}
        for one, file in zip(attachments, found, strict=True)
    )


def _media(path: str, place: str, rules: Rules) -> str:
    """Put what a path stands for in its place: the same path names another picture in the next archive."""
    if path not in rules.media:
        raise LineError("unknown_media", place, path=path[:200])
    return rules.media[path]
