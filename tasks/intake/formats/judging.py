"""What a native line says for certain (`gold`) and what others have said of it (`ratings`).

Defined by docs/formats.md, "What a line may carry". Decides the shape only: whether it fits the project's rubric is
left to `golds` and `ratings`. Keys that mean nothing here are the caller's to keep; `unused` finds them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar, cast

from tasks.intake.faults import LineError
from tasks.intake.formats import fields
from tasks.intake.lines import LineGold, LineRating, Notice
from tasks.rubric.kinds import BOTH_BAD, CANNOT_JUDGE, NA

A, B, TIE = "a", "b", "tie"
GOLD = ("preference", "strength", "scores", "explanation")
RATING = (
    *("rater", "kind", "strength", "verdict", "scores", "rationale", "justification", "at", "shown"),
    *("seconds", "active_ms", "answers"),
)
KINDS = ("human", "judge")
STRONGEST = 3
BANDS = {A: (-STRONGEST, -1), B: (1, STRONGEST), TIE: (0, 0)}
WEAKEST = {A: -1, B: 1, TIE: 0}
# What the columns take.
MAX_SCORE = 100
MAX_MS = 2**31 - 1
YEARS = range(1970, 2200)

Cell = TypeVar("Cell")


def gold(value: object, letters: str, notices: list[Notice]) -> LineGold:
    """Read `gold` of a line whose answers have these letters.

    Raises: LineError naming the part that is wrong.
    """
    given = fields.mapping(value, "gold")
    preference, band = _preference(given), _band(given.get("strength"), "gold.strength")
    if preference and band and not _agree(preference, band):
        raise LineError("contradiction", "gold.strength", key="preference", other="strength")
    least, most = band or BANDS.get(preference) or (None, None)
    scores = _scores(given.get("scores"), "gold.scores", letters, _range)
    if not preference and band is None and not scores:
        raise LineError("missing_key", "gold.preference", key="preference")
    return LineGold(
        min_strength=least,
        max_strength=most,
        verdict=BOTH_BAD if preference == BOTH_BAD else "",
        scores=scores,
        explanation=fields.optional_text(given, "explanation", notices, "gold"),
    )


def ratings(value: object, letters: str, notices: list[Notice]) -> tuple[LineRating, ...]:
    """Read `ratings` of a line whose answers have these letters.

    Raises: LineError naming the part that is wrong.
    """
    return tuple(
        _rating(one, f"ratings[{index}]", letters, notices)
        for index, one in enumerate(fields.listed(value, "ratings"))
    )


def unused(value: object, path: str, known: Collection[str]) -> list[str]:
    """Name the keys of an object, or of a list of them, that say nothing here."""
    if isinstance(value, list):
        return [name for index, one in enumerate(value) for name in unused(one, f"{path}[{index}]", known)]
    return [f"{path}.{key}" for key in value if key not in known] if isinstance(value, dict) else []


def _rating(value: object, path: str, letters: str, notices: list[Notice]) -> LineRating:
    if not isinstance(value, dict):
        raise LineError("wrong_type", path, expected="object", found=fields.kind(value))
    rater = fields.short(value.get("rater"), f"{path}.rater", fields.MAX_ID).strip()
    if not rater:
        raise LineError("missing_key", f"{path}.rater", key="rater")
    strength, verdict = _judgement(value, path)
    said = "rationale" if value.get("rationale") is not None else "justification"
    return LineRating(
        rater=rater,
        kind=cast("Literal['human', 'judge']", _word(value, "kind", path, KINDS) or "human"),
        strength=strength,
        verdict=verdict,
        scores=_scores(value.get("scores"), f"{path}.scores", letters, _score),
        rationale=fields.optional_text(value, said, notices, path),
        at=moment(value.get("at"), f"{path}.at"),
        shown=cast("Literal['', 'ab', 'ba']", _word(value, "shown", path, ("ab", "ba"))),
        active_ms=_active_ms(value, path),
        answers=fields.mapping(value.get("answers"), f"{path}.answers"),
    )


def _judgement(value: Mapping[str, Any], path: str) -> tuple[int | None, str]:
    """Give strength and verdict; a direction without a strength is the weakest claim that it supports."""
    verdict = _word(value, "verdict", path, (A, B, TIE, BOTH_BAD, CANNOT_JUDGE))
    if value.get("strength") is None:
        return (WEAKEST[verdict], "") if verdict in WEAKEST else (None, verdict)
    strength = fields.whole(value["strength"], f"{path}.strength", -STRONGEST, STRONGEST)
    if verdict and not _agree(verdict, (strength, strength)):
        raise LineError("contradiction", f"{path}.strength", key="verdict", other="strength")
    return strength, ""


def _preference(given: Mapping[str, Any]) -> str:
    return _word(given, "preference", "gold", (*BANDS, BOTH_BAD))


def _agree(direction: str, band: tuple[int, int]) -> bool:
    least, most = BANDS.get(direction, (1, 0))
    return least <= band[0] <= band[1] <= most


def _word(value: Mapping[str, Any], key: str, path: str, known: tuple[str, ...]) -> str:
    return "" if value.get(key) in (None, "") else fields.one_of(value[key], f"{path}.{key}", known)


def _band(value: object, path: str) -> tuple[int, int] | None:
    return None if value is None else _range(value, path, -STRONGEST, STRONGEST)


def _range(value: object, path: str, least: int = 0, most: int = MAX_SCORE) -> tuple[int, int]:
    """Take one number, or the least and the greatest that are right."""
    if not isinstance(value, list):
        only = fields.whole(value, path, least, most)
        return only, only
    if len(value) != 2:
        raise LineError("wrong_type", path, expected="[least, greatest]", found=f"list of {len(value)}")
    first, last = (fields.whole(one, path, least, most) for one in value)
    if first > last:
        raise LineError("out_of_range", path, least=first, most=most)
    return first, last


def _score(value: object, path: str) -> int | str:
    return NA if value == NA else fields.whole(value, path, 0, MAX_SCORE)


def _scores(
    value: object, path: str, letters: str, read: Callable[[object, str], Cell]
) -> dict[str, dict[str, Cell]]:
    """Read the cells of an object of aspects, each an object of letters; a letter without a value says nothing."""
    return {
        aspect: {
            fields.one_of(letter, f"{path}.{aspect}", tuple(letters)): read(cell, f"{path}.{aspect}.{letter}")
            for letter, cell in fields.mapping(cells, f"{path}.{aspect}").items()
            if cell is not None
        }
        for aspect, cells in fields.mapping(value, path).items()
    }


def moment(value: object, path: str) -> datetime | None:
    """Read a time in ISO 8601; without a zone it is in UTC."""
    if value is None or value == "":
        return None
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        read = None
    if read is None or read.year not in YEARS:
        raise LineError("bad_time", path, value=str(value)[:40])
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _active_ms(value: Mapping[str, Any], path: str) -> int:
    """Give the time at work, which is given as `seconds` or as `active_ms`."""
    if value.get("active_ms") is not None:
        return fields.whole(value["active_ms"], f"{path}.active_ms", 0, MAX_MS)
    seconds = value.get("seconds")
    if seconds is None:
        return 0
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise LineError("wrong_type", f"{path}.seconds", expected="number", found=fields.kind(seconds))
    if not 0 <= seconds <= MAX_MS // 1000:
        raise LineError("out_of_range", f"{path}.seconds", least=0, most=MAX_MS // 1000)
    return round(seconds * 1000)
