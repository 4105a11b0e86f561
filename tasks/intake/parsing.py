"""From one entry's bytes to one line: picks the layout's reader, and decides that the rubric takes so many completions.

What bytes are an object at all is left to `decoding`.
"""

from __future__ import annotations

from dataclasses import dataclass

from tasks.intake import decoding, formats
from tasks.intake.faults import LineError
from tasks.intake.lines import Line
from tasks.intake.splitting import Entry


@dataclass(frozen=True, slots=True)
class Limits:
    """How many completions the project's rubric can show in one item."""

    least: int = 2
    most: int = 2


def parse(entry: Entry, *, limits: Limits, layout: formats.Layout | None = None) -> Line:
    """Read one entry into a line, recognising its layout by its keys unless one is given.

    Raises: LineError with code, field and details.
    """
    record = decoding.decode(entry)
    line = (layout or formats.recognise(record)).read(record)
    found = len(line.answers)
    if found < limits.least:
        raise LineError("too_few_completions", "completions", least=limits.least, found=found)
    if found > limits.most:
        raise LineError("too_many_completions", "completions", most=limits.most, found=found)
    return line
