"""One record read as the import reads it: by the layout that its keys mark."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.intake import formats
from tasks.intake.faults import LineError
from tasks.intake.lines import Line


def read(record: dict[str, Any]) -> Line:
    return formats.recognise(record).read(record)


def refused(record: dict[str, Any]) -> tuple[str, str]:
    """Say with which code and at which field a record is refused."""
    with pytest.raises(LineError) as caught:
        read(record)
    return caught.value.code, caught.value.field


def texts(line: Line) -> list[str]:
    return [answer.text for answer in line.answers]


def preferred(line: Line) -> str:
    """Give the text of the answer that the source prefers."""
    return texts(line)["ab".index(line.meta["source_preference"])]
