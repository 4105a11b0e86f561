"""What becomes of each key of a file: the prompt, an answer, a rating, … , kept beside, or dropped.

Derived from outside, because readers do not say which keys they use: a line is read again without the key, or with a
marked value where it cannot be read without, and the two lines are compared. `becomes` is the only place that knows
this; a parse that names its keys can take its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tasks.intake.faults import LineError
from tasks.intake.lines import Answer, Line

MARK = "\N{INVISIBLE SEPARATOR}key\N{INVISIBLE SEPARATOR}"
TEXTS = ("content", "text", "value")
# Fields of a line whose name says what the key is.
NAMED = {
    "prompt": "prompt",
    "external_id": "id",
    "reference": "reference",
    "sources": "reference",
    "attachments": "attachments",
    "warnings": "warnings",
    "domain": "domain",
    "language": "language",
    "skills": "skills",
    "priority": "priority",
    "gold": "gold",
    "ratings": "ratings",
}
PREFERENCE = "source_preference"

Json = dict[str, Any]
Read = Callable[[Json], Line]


def becomes(record: Json, read: Read) -> dict[str, set[str]]:
    """Say for each key of a record what it becomes; of a record that cannot be read, nothing is known.

    Besides the names in `NAMED` these are `answer`, `model`, `source_preference`, `meta` (kept, not shown), `used`
    (read, and nobody can tell as what) and `dropped`.
    """
    try:
        whole = read(record)
    except LineError:
        return {key: set() for key in record}
    return {key: _of_key(record, key, whole, read) for key in record}


def _of_key(record: Json, key: str, whole: Line, read: Read) -> set[str]:
    left = {name: value for name, value in record.items() if name != key}
    try:
        return _telling(_differences(whole, read(left))) or {"dropped"}
    except LineError:
        pass
    try:
        marked = read({**record, key: _marked(record[key])})
    except LineError:
        return {"used"}
    return _telling(_differences(whole, marked)) or {"used"}


def _telling(found: Iterator[str]) -> set[str]:
    """Leave out `meta` where there is more: a key that is not read stays there under its name."""
    roles = set(found)
    return roles - {"meta"} or roles


def _differences(one: Line, other: Line) -> Iterator[str]:
    """Name what differs between two readings of a line."""
    yield from (said for field, said in NAMED.items() if getattr(one, field) != getattr(other, field))
    yield from _of_answers(one.answers, other.answers)
    if one.meta.get(PREFERENCE) != other.meta.get(PREFERENCE):
        yield PREFERENCE
    elif one.meta != other.meta:
        yield "meta"


def _of_answers(one: tuple[Answer, ...], other: tuple[Answer, ...]) -> Iterator[str]:
    if [(answer.text, answer.media) for answer in one] != [(answer.text, answer.media) for answer in other]:
        yield "answer"
        return
    if [(answer.model, answer.origin) for answer in one] != [
        (answer.model, answer.origin) for answer in other
    ]:
        yield "model"
    bare = (tuple(replace(answer, model="", origin="") for answer in answers) for answers in (one, other))
    if len({repr(answers) for answers in bare}) > 1:
        yield "meta"


def _marked(value: Any) -> Any:
    """Give a value that is another one: texts get a mark, numbers move on; roles and types in it stay as they are."""
    if isinstance(value, str):
        return f"{value} {MARK}"
    if isinstance(value, int) and not isinstance(value, bool):
        return value + 1
    if isinstance(value, list):
        return [_marked(one) for one in value]
    if isinstance(value, dict):
        is_text = {key: key in TEXTS or isinstance(one, list | dict) for key, one in value.items()}
        return {key: _marked(one) if is_text[key] else one for key, one in value.items()}
    return value
