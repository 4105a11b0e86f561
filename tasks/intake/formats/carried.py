"""What a line may carry besides prompt and answers, in whatever layout it comes.

Defined by docs/formats.md, "What a line may carry". A native line must be right in all of it. In a layout of others the
same key may mean something else: there a value of another kind stays in `meta`, with a notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tasks.intake import hashing
from tasks.intake.faults import LineError
from tasks.intake.formats import fields, judging, keys
from tasks.intake.formats.keys import Keys
from tasks.intake.lines import Answer, Json, Line, Message, Notice
from tasks.rubric.kinds import LETTERS

MAX_PRIORITY = 1000
MAX_PATH = 255
SOURCES = ("evidence", "links")

Parts = dict[str, Any]
Reader = Callable[[Any, str, list[Notice]], Parts]


def read(record: Json, letters: str, notices: list[Notice]) -> Parts:
    """Read what a native line carries, as arguments of `Line`.

    Raises: LineError naming the key.
    """
    parts: Parts = {}
    for key, value in record.items():
        reader = READERS.get(key)
        if reader and value is not None and value != "":
            parts.update(reader(value, letters, notices))
    return parts


def line(
    record: Json,
    used: Mapping[str, str],
    prompt: tuple[Message, ...],
    answers: tuple[Answer, ...],
    notices: list[Notice],
    *,
    meta: Json | None = None,
    joins: bool = False,
    **more: Any,
) -> Line:
    """Build the line of a layout of others; `used` says of the keys that the reader has used what they were.

    With `joins` it is one answer of a prompt that others answer too, and what is left is said of the answer.
    """
    own = _own(record, used, notices)
    uses = {**dict.fromkeys(record, "kept"), **used, **{key: role for role, key in own.items()}}
    left = {key: value for key, value in record.items() if uses[key] == "kept"}
    given = {role: record[key] for role, key in own.items()}
    parts = read(given, LETTERS[: len(answers)] or LETTERS, notices)
    left |= whole_judgements(given, notices)
    if pictures := _pictures(record, keys.of(record), uses):
        parts["attachments"] = (*parts.get("attachments", ()), *pictures)
    if joins:
        answers, left = tuple(_with_meta(answer, left) for answer in answers), {}
        parts["key"] = hashing.prompt_key(prompt)
    elif external_id := parts.get("external_id"):
        parts["key"] = fields.id_key(external_id)
    elif not answers:
        parts["key"] = hashing.prompt_key(prompt)
    parts["meta"] = {**left, **parts.get("meta", {}), **(meta or {})}
    return Line(prompt, answers, notices=tuple(notices), uses=uses, **{**parts, **more})


def _own(record: Json, used: Mapping[str, str], notices: list[Notice]) -> dict[str, str]:
    """Find the keys of what a line may carry; a key of ours whose value cannot be meant is told and stays in `meta`."""
    own = {}
    for role, key in keys.of(record).carried:
        if key in used or role in own:
            continue
        if _fits(role, record[key]):
            own[role] = key
        elif key == role:
            notices.append(Notice("kept_not_used", key, key))
    return own


def _pictures(record: Json, found: Keys, uses: dict[str, str]) -> list[Json]:
    """Take the paths of pictures; whether they are in the archive is seen later, and told on the line if not."""
    paths: list[Json] = []
    for key in found.of("picture"):
        value = record[key]
        named = value if isinstance(value, list) else [value]
        named = [one.get("path") if isinstance(one, dict) else one for one in named]
        if (
            uses[key] == "kept"
            and named
            and all(isinstance(one, str) and 0 < len(one) <= MAX_PATH for one in named)
        ):
            paths += [{"path": one, "key": key} for one in named]
            uses[key] = "attachments"
    return paths


def whole_judgements(record: Json, notices: list[Notice]) -> Json:
    """Give gold and ratings as they came where parts of them mean nothing here, to be kept beside what was read."""
    unused = judging.unused(record.get("gold"), "gold", judging.GOLD)
    unused += judging.unused(record.get("ratings"), "ratings", judging.RATING)
    if not unused:
        return {}
    notices.append(Notice("extra_keys", ", ".join(unused)[: fields.MAX_ID]))
    return {key: record[key] for key in ("gold", "ratings") if key in record}


def _with_meta(answer: Answer, more: Json) -> Answer:
    return Answer(answer.text, answer.model, answer.origin, answer.media, {**more, **answer.meta})


def _fits(key: str, value: object) -> bool:
    """Tell whether a value may be what a native line means by the key."""
    if value is None or value == "":
        return True
    if opening := STRUCTURES.get(key):
        return isinstance(value, dict if opening == "{" else list) or _opens(value, opening)
    if isinstance(value, bool) or not isinstance(value, KINDS[key]):
        return False
    shape = SHAPES.get(key)
    return not isinstance(value, str | int) or shape is None or shape.fullmatch(str(value)) is not None


def _opens(value: object, opening: str) -> bool:
    return isinstance(value, str) and value.lstrip().startswith(opening)


def _id(value: object, _letters: str, _notices: list[Notice]) -> Parts:
    return {"external_id": fields.short(value, "id", fields.MAX_ID)}


def _reference(value: object, _letters: str, notices: list[Notice]) -> Parts:
    """Take the reference answer; an object's evidence, links and other parts are its sources."""
    if not isinstance(value, dict):
        return {"reference": fields.as_text(value, "reference", notices)}
    sources = fields.rest(value, ("answer",))
    for key in SOURCES:
        if key in sources:
            sources[key] = _texts(sources[key], f"reference.{key}", notices)
    return {
        "reference": fields.optional_text(value, "answer", notices, "reference"),
        "sources": sources,
    }


def _texts(value: object, path: str, notices: list[Notice]) -> list[str]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [fields.as_text(one, f"{path}[{index}]", notices) for index, one in enumerate(values)]


def _attachments(value: object, _letters: str, _notices: list[Notice]) -> Parts:
    found = enumerate(fields.listed(value, "attachments"))
    return {"attachments": tuple(_attachment(one, f"attachments[{index}]") for index, one in found)}


def _attachment(value: object, path: str) -> Json:
    """Take a path in the archive, or an object that has one."""
    if isinstance(value, str):
        return {"path": media_path(value, path)}
    if not isinstance(value, dict):
        raise LineError("wrong_type", path, expected="string", found=fields.kind(value))
    return {**value, "path": media_path(fields.required(value, "path", f"{path}.path"), f"{path}.path")}


def media_path(value: object, path: str) -> str:
    """Take the path of a file in the archive."""
    if not isinstance(value, str) or not value:
        raise LineError("wrong_type", path, expected="path", found=fields.kind(value))
    return fields.short(value, path, MAX_PATH)


def _short(key: str) -> Reader:
    most = LONGEST[key]
    return lambda value, _letters, _notices: {key: fields.short(value, key, most)}


def _words(key: str) -> Reader:
    return lambda value, _letters, _notices: {key: fields.words(value, key)}


def _priority(value: object, _letters: str, _notices: list[Notice]) -> Parts:
    return {"priority": fields.whole(value, "priority", -MAX_PRIORITY, MAX_PRIORITY)}


def _gold(value: object, letters: str, notices: list[Notice]) -> Parts:
    return {"gold": judging.gold(value, letters, notices)}


def _ratings(value: object, letters: str, notices: list[Notice]) -> Parts:
    return {"ratings": judging.ratings(value, letters, notices)}


def _meta(value: object, _letters: str, _notices: list[Notice]) -> Parts:
    return {"meta": dict(fields.mapping(value, "meta"))}


LONGEST = {"domain": fields.MAX_DOMAIN, "language": fields.MAX_LANGUAGE}
STRUCTURES = {"gold": "{", "meta": "{", "ratings": "[", "attachments": "["}
KINDS: dict[str, tuple[type, ...]] = {
    "id": (str, int),
    "reference": (str, dict),
    "domain": (str,),
    "language": (str,),
    "priority": (str, int),
    "warnings": (str, list),
    "skills": (str, list),
}
SHAPES = {
    "id": re.compile(f"(?s).{{1,{fields.MAX_ID}}}"),
    "domain": re.compile(f"(?s).{{1,{fields.MAX_DOMAIN}}}"),
    "language": re.compile("[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,3}"),
    "priority": re.compile("[+-]?[0-9]{1,4}"),
}
READERS: dict[str, Reader] = {
    "id": _id,
    "reference": _reference,
    "attachments": _attachments,
    "warnings": _words("warnings"),
    "domain": _short("domain"),
    "language": _short("language"),
    "skills": _words("skills"),
    "priority": _priority,
    "gold": _gold,
    "ratings": _ratings,
    "meta": _meta,
}
