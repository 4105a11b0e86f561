"""Whatever stands under a layout's keys, its reader gives a line that can be stored, or says what is wrong."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.intake import faults, formats
from tasks.intake.faults import LineError
from tasks.intake.formats import Layout
from tasks.intake.lines import Line

# Words that readers look for below the first level.
KEYS = st.sampled_from(
    [
        *("prompt", "text", "role", "content", "turns", "replies", "rank", "id", "body", "value", "from"),
        *(
            "result",
            "completed_by",
            "from_name",
            "to_name",
            "type",
            "selected",
            "choices",
            "rating",
            "ranker",
        ),
        *(
            "answer1",
            "answer2",
            "response",
            "user_id",
            "values",
            "status",
            "agent",
            "question_name",
            "message_id",
        ),
        *(
            "created_at",
            "was_cancelled",
            "score",
            "rater",
            "strength",
            "verdict",
            "scores",
            "a",
            "b",
            "model",
        ),
    ]
)
TEXT = st.text(max_size=12) | st.sampled_from(
    [
        "a",
        "user",
        "User: a",
        "Answer A",
        "2",
        "left",
        "both bad",
        "submitted",
        "[{",
        "{}",
        "²",
        "9" * 40,
        "\n\nHuman: a",
    ]
)
LEAF = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | TEXT
VALUE = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def records(layout: Layout) -> st.SearchStrategy[dict[str, Any]]:
    marks = [*{key for keys in (layout.keys, *layout.also) for key in keys}]
    more = st.dictionaries(KEYS, VALUE, max_size=3)
    marked = st.fixed_dictionaries({}, optional=dict.fromkeys(marks, VALUE))
    return st.builds(lambda one, other: {**one, **other}, more, marked)


@pytest.mark.parametrize("layout", formats.LAYOUTS, ids=lambda layout: layout.name)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_reader_gives_a_line_or_says_what_is_wrong(layout: Layout, data: st.DataObject) -> None:
    line = _read(layout, data.draw(records(layout)))
    if isinstance(line, LineError):
        assert faults.message(line.code, line.details)
        assert faults.remedy(line.code, line.details)
    else:
        kept = msgspec.to_builtins(line)
        assert msgspec.convert(json.loads(json.dumps(kept)), Line) == line
        assert all(faults.notice(one.code, {"key": one.key}) for one in line.notices)


def _read(layout: Layout, record: dict[str, Any]) -> Line | LineError:
    try:
        return layout.read(record)
    except LineError as error:
        return error
