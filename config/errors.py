"""The five kinds of error a domain function may raise.

A concrete error subclasses a kind, carries a stable `code`, and stands beside the function that raises it.
How a kind becomes an answer (status, page, problem document) is decided in `config.problems`, never here.
"""

from typing import Any, ClassVar


class DomainError(Exception):
    """Something the caller can name and act on; `fields` points at the inputs that are wrong."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, fields: dict[str, str] | None = None, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}
        self.details = details


class Invalid(DomainError):
    """The input does not fit the rules; nothing was changed."""

    code = "invalid"


class Forbidden(DomainError):
    """The caller is known and may see the thing, but may not do this to it."""

    code = "forbidden"


class Missing(DomainError):
    """There is no such thing, or it is not the caller's to see."""

    code = "missing"


class Conflict(DomainError):
    """The thing has moved on: the state it is in does not allow this."""

    code = "conflict"


class Unavailable(DomainError):
    """Something outside that is needed does not answer; the same may be asked again in a moment."""

    code = "unavailable"
