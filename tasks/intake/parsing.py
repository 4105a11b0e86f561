"""From one entry to one line, and from a line to its items: what the import and the dry run both go by.

Decides that a line fits its project: rubric, skills, media, number of answers. What bytes are an object at all is left
to `decoding` and `tables`, what an object's keys mean to `formats`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tasks.intake import formats, pairing
from tasks.intake.faults import LineError
from tasks.intake.files import columns
from tasks.intake.files.reading import Source
from tasks.intake.files.splitting import Entry
from tasks.intake.formats import pictures, reasons
from tasks.intake.judged import golds, labels, ratings
from tasks.intake.judged.labels import Label
from tasks.intake.lines import Answer, Json, Line, Notice
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
    columns: Mapping[str, Any] = field(default_factory=dict)
    skills: Collection[str] = ()
    media: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    pairing: str = ""
    n_opponents: int = 1
    prompts_only: bool = False
    labels: Mapping[str, Label] = field(default_factory=dict)

    def of(self, source: Source) -> Rules:
        """Give what holds for one file: its own columns, and what the numbers of its labels mean."""
        if not (self.columns or source.means or self.labels):
            return self
        given = columns.of_file(self.columns, source.name)
        told = labels.of_file(source.means, self.labels)
        told |= {key: told[name] for key, name in given.items() if isinstance(name, str) and name in told}
        return replace(self, columns=given, labels=told)

    @property
    def limits(self) -> Limits:
        return Limits(self.rubric.completions.min, self.rubric.completions.max)


def read(source: Source, entry: Entry, rules: Rules) -> Line:
    """Read one entry into a line, recognising its layout by its keys unless one is given.

    Raises: LineError with code, field and details.
    """
    line = line_of(source.decode(entry), rules.of(source))
    _check_skills(line, rules)
    if line.gold:
        golds.check(line, rules.rubric)
    if line.ratings:
        ratings.check(line, rules.rubric)
    changed: dict[str, Any] = {}
    odd = _oddities(line.answers)
    if line.attachments or any("<" in message.content for message in line.prompt):
        changed["prompt"], attachments, missing = pictures.settled(line, rules.media)
        changed["attachments"] = _attached(attachments, rules)
        odd += missing
    if any(one.media for one in line.answers):
        changed["answers"] = _with_media(line.answers, rules)
    if odd:
        changed["notices"] = (*line.notices, *odd)
    return replace(line, **changed) if changed else line


def line_of(record: Json, rules: Rules) -> Line:
    """Read a record by its columns, labels and layout; nothing of it is held against the project yet.

    Raises: LineError.
    """
    given, told = record, rules.labels
    if told:
        record = labels.worded(record, told)
    if rules.columns:
        record = columns.apply(record, rules.columns)
    layout = rules.layout or formats.recognise(record)
    line = layout.read(record)
    if told:
        line.meta.update({key: given[key] for key in told if key in line.meta and key in given})
        line = labels.applied(line, told)
    if len(line.answers) < max(1, rules.limits.least) and line.prompt and _is_found_by_names(layout, rules):
        _refuse_unused(record, line)
    return replace(line, layout=layout.name)


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


def _is_found_by_names(layout: formats.Layout, rules: Rules) -> bool:
    """Tell a line whose keys nobody has mapped: what is not understood of it is asked, and not left aside."""
    return not (rules.prompts_only or rules.columns or rules.layout) and layout in formats.PLAIN


def _refuse_unused(record: Mapping[str, Any], line: Line) -> None:
    """Raises: LineError when texts of a row that would wait were used for nothing."""
    if fault := reasons.unused(record, line.uses):
        raise fault


def _oddities(answers: Sequence[Answer]) -> list[Notice]:
    """Tell of answers that leave nothing to choose; they are taken all the same."""
    if len(answers) < 2:
        return []
    texts = [answer.text.strip() for answer in answers]
    odd = []
    if not all(texts) and any(not text and not one.media for text, one in zip(texts, answers, strict=True)):
        odd.append(Notice("empty_answer", "answers"))
    if len({(text, one.media) for text, one in zip(texts, answers, strict=True)}) < len(texts):
        odd.append(Notice("equal_answers", "answers"))
    return odd


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
