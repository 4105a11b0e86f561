"""What every reader needs: typed access to an object's keys, and errors that name the key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from tasks.intake.faults import LineError, Words
from tasks.intake.lines import Line, Notice

# What the columns take.
MAX_ID = 200
MAX_MODEL = 200
MAX_ORIGIN = 64
MAX_DOMAIN = 64
MAX_LANGUAGE = 16
# A text of so many characters, in words, says something that a rater would have to see.
LONG = 16
# Structures that come as JSON text in a table's cell are read as strictly as a line is.
MAX_DEPTH = 100

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_BETWEEN_WORDS = re.compile("[,;，；、]")


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout: its name in the API and the command, the keys that mark it, its reader, and its name for people.

    `also` holds other sets of keys that mark it as well. `accepts` looks into a record that has the keys, where two
    layouts share them.
    """

    name: str
    keys: tuple[str, ...]
    read: Callable[[dict[str, Any]], Line]
    accepts: Callable[[Mapping[str, Any]], bool] | None = None
    title: Words = ""
    also: tuple[tuple[str, ...], ...] = ()

    def fit(self, there: frozenset[str]) -> int:
        """Say how many keys mark a record with these keys as this layout's; 0 when it is not."""
        return max((len(keys) for keys in (self.keys, *self.also) if there.issuperset(keys)), default=0)


def mapped(
    names: Mapping[str, str],
    read: Callable[[dict[str, Any]], Line],
    hook: Callable[[dict[str, Any], Line], Line] | None = None,
) -> Callable[[dict[str, Any]], Line]:
    """Make the reader of a layout that is another one under other names; the hook adds what has no name there."""
    ours = {ours: theirs for theirs, ours in names.items()}

    def reader(record: dict[str, Any]) -> Line:
        try:
            line = read({names.get(key, key): value for key, value in record.items()})
        except LineError as fault:
            key, rest = re.fullmatch(r"([^.\[]*)(.*)", fault.field, re.DOTALL).groups()  # type: ignore[union-attr]
            raise LineError(fault.code, ours.get(key, key) + rest, **fault.details) from fault
        if names:
            line = replace(line, uses={ours.get(key, key): use for key, use in line.uses.items()})
        return hook(record, line) if hook else line

    return reader


def kind(value: object) -> str:
    """Name a JSON value's kind in JSON's own words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "list" if isinstance(value, list) else "object"


def as_text(value: object, path: str, notices: list[Notice]) -> str:
    """Take a string as it is and a bare true, false or number as its JSON text, with a notice.

    Raises: LineError for null (nobody can tell a missing answer from an empty one), a list or an object.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        notices.append(Notice("scalar_as_text", path))
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else _json_text(value)
    raise LineError("wrong_type", path, expected="string", found=kind(value))


def required(record: Mapping[str, Any], key: str, path: str = "") -> Any:
    """Get a key's value.

    Raises: LineError naming the key when it is not there.
    """
    if key not in record:
        raise LineError("missing_key", path or key, key=key)
    return record[key]


def text(record: Mapping[str, Any], key: str, notices: list[Notice]) -> str:
    return as_text(required(record, key), key, notices)


def optional_text(record: Mapping[str, Any], key: str, notices: list[Notice], path: str = "") -> str:
    value = record.get(key)
    return "" if value is None else as_text(value, f"{path}.{key}" if path else key, notices)


def prompt_text(text: str, path: str) -> str:
    """Refuse a prompt without a visible character; unlike an answer it cannot be judged empty."""
    if not text.strip():
        raise LineError("empty", path)
    return text


def short(value: object, path: str, most: int) -> str:
    """Take an identifier: a string or number of at most `most` characters; absent or null is empty."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise LineError("wrong_type", path, expected="string", found=kind(value))
    shown = str(value)
    if len(shown) > most:
        raise LineError("too_long", path, size=len(shown), most=most)
    return shown


def listed(value: object, path: str) -> list[Any]:
    """Take a list, or the JSON text of one.

    Raises: LineError for anything else.
    """
    if isinstance(value, str) and value.lstrip().startswith("["):
        value = from_json(value, path)
    if not isinstance(value, list):
        raise LineError("wrong_type", path, expected="list", found=kind(value))
    return value


def mapping(value: object, path: str) -> dict[str, Any]:
    """Take an object, or the JSON text of one; absent, null or an empty cell is an empty one.

    Raises: LineError for anything else.
    """
    if value is None or value == "":
        return {}
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = from_json(value, path)
    if not isinstance(value, dict):
        raise LineError("wrong_type", path, expected="object", found=kind(value))
    return value


def whole(value: object, path: str, least: int, most: int) -> int:
    """Take a whole number between two bounds, or its digits, as they stand in a table's cell.

    Raises: LineError for anything else.
    """
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise LineError("wrong_type", path, expected="whole number", found=kind(value))
    if not least <= value <= most:
        raise LineError("out_of_range", path, least=least, most=most)
    return value


def words(value: object, path: str) -> tuple[str, ...]:
    """Take a list of short texts, or one text with commas or semicolons between them."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        return tuple(
            short(word.strip(), path, MAX_ID) for word in _BETWEEN_WORDS.split(value) if word.strip()
        )
    return tuple(short(word, f"{path}[{index}]", MAX_ID) for index, word in enumerate(listed(value, path)))


def one_of(value: object, path: str, known: Iterable[str]) -> str:
    """Take one of the known words.

    Raises: LineError for anything else.
    """
    if isinstance(value, str) and value in known:
        return value
    shown = value if isinstance(value, str) else kind(value)
    raise LineError("unknown_value", path, value=shown[:40], known=", ".join(known))


def is_long(value: object) -> bool:
    """Tell a text in words, or a list of texts, from a name, an address or a number."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) for one in value)
    if not isinstance(value, str):
        return False
    if value.startswith('["') and value.endswith('"]'):
        return True
    words = value.split()
    return (len(words) > 2 and len(value) >= LONG) or (not value.isascii() and len(value) >= LONG // 2)


def from_json(text: str, path: str) -> Any:
    """Read JSON that stands inside a text.

    Raises: LineError unless it is strict JSON that can be stored.
    """
    try:
        value = msgspec.json.decode(text)
    except RecursionError as error:
        raise LineError("too_deep", path, most=MAX_DEPTH) from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise LineError("not_json", path, reason=str(error)[:200]) from error
    _refuse_unstorable(value, path, MAX_DEPTH)
    return value


def decoded(text: str) -> Any:
    """Decode the JSON that a text may be; None when it is none that can be stored."""
    try:
        return from_json(text, "")
    except LineError:
        return None


def texts_of(value: object) -> list[str] | None:
    """Give the texts of a list that holds nothing else, or of the JSON text of one; None for all other values."""
    if isinstance(value, str):
        value = decoded(value) if value.lstrip().startswith('["') else None
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return value
    return None


def rest(record: Mapping[str, Any], used: Iterable[str]) -> dict[str, Any]:
    """Collect what the reader has not used, so that nothing a line says is lost."""
    known = set(used)
    return {key: value for key, value in record.items() if key not in known}


def uses(record: Iterable[str], **roles: Iterable[str]) -> dict[str, str]:
    """Say what each key of a record was read as, by the keys of each role; all others are kept."""
    read = {key: role for role, used in roles.items() for key in used}
    return {key: read.get(key, "kept") for key in record}


def _refuse_unstorable(value: object, path: str, left: int) -> None:
    if left < 0:
        raise LineError("too_deep", path, most=MAX_DEPTH)
    if isinstance(value, str) and "\0" in value:
        raise LineError("nul_character", path)
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for child in value:
            _refuse_unstorable(child, path, left - 1)


def _json_text(value: bool | float) -> str:
    return msgspec.json.encode(value).decode()


def id_key(value: str) -> str:
    """Give the key by which lines that name the same external id are joined."""
    return f"id:{value}"
