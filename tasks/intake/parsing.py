"""From one entry to one line, and from a line to its items: what the import and the dry run both go by.

Decides that a line fits its project: rubric, skills, media, number of answers. What bytes are an object at all is left
to `decoding` and `tables`, what an object's keys mean to `formats`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tasks.intake import formats, pairing
from tasks.intake.faults import LineError
from tasks.intake.interim import Source, columns, golds, ratings
from tasks.intake.lines import Line
from tasks.intake.pairing import Limits, Places
from tasks.intake.splitting import Entry
from tasks.rubric.definition import Rubric


@dataclass(frozen=True, slots=True)
class Rules:
    """What project and batch say about every line, looked up once.

    `media` are the paths that lines may name; None where the upload is no archive.
    """

    rubric: Rubric
    layout: formats.Layout | None = None
    columns: Mapping[str, str | list[str]] = field(default_factory=dict)
    skills: Collection[str] = ()
    media: Collection[str] | None = None
    pairing: str = ""
    n_opponents: int = 1

    @property
    def limits(self) -> Limits:
        return Limits(self.rubric.completions.min, self.rubric.completions.max)


def read(source: Source, entry: Entry, rules: Rules) -> Line:
    """Read one entry into a line, recognising its layout by its keys unless one is given.

    Raises: LineError with code, field and details.
    """
    record = source.decode(entry)
    if rules.columns:
        record = columns.apply(record, rules.columns)
    line = (rules.layout or formats.recognise(record)).read(record)
    _check_skills(line, rules)
    _check_media(line, rules)
    if line.gold:
        golds.check(line, rules.rubric)
    if line.ratings:
        ratings.check(line, rules.rubric)
    return line


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


def _check_media(line: Line, rules: Rules) -> None:
    named = [(f"completions[{index}].media", answer.media) for index, answer in enumerate(line.answers)]
    named += [(f"attachments[{index}]", one["path"]) for index, one in enumerate(line.attachments)]
    for place, path in named:
        if path and path not in (rules.media or ()):
            raise LineError("unknown_media", place, path=path[:200])
