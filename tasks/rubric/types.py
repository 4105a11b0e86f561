"""The types of answers, as msgspec checks them: what kinds of question build the shape of a rating from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

TEXT_LIMIT = 20_000
REWRITE_LIMIT = 200_000


def struct(fields: dict[str, Any], *, required: dict[str, Any] | None = None) -> Any:
    """Build an object of these keys and no others."""
    optional = [(name, type_ | UnsetType, UNSET) for name, type_ in fields.items()]
    return msgspec.defstruct("Shape", [*(required or {}).items(), *optional], forbid_unknown_fields=True)


def one_of(codes: Iterable[str]) -> Any:
    return Literal[tuple(codes) or ("",)]


def list_of(element: Any, *, least: int = 0, most: int) -> Any:
    return Annotated[list[element], Meta(min_length=least, max_length=most)]


def codes(known: Iterable[str]) -> Any:
    """Build a list of codes, each given twice at most by a careless client."""
    listed = tuple(known)
    return list_of(one_of(listed), most=2 * len(listed))


def whole(least: int, most: int) -> Any:
    return Annotated[int, Meta(ge=least, le=most)]


def text(most: int = TEXT_LIMIT) -> Any:
    return Annotated[str, Meta(max_length=most)]
