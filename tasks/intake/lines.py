"""One accepted line, whatever layout it came in. Readers build these; the import writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One model answer; an empty text is an answer."""

    text: str
    model: str = ""
    origin: str = ""
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the import did that the manager should know, though the line is good."""

    code: str
    field: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A prompt and its answers in canonical order, and all that the line says about them."""

    prompt: tuple[Message, ...]
    answers: tuple[Answer, ...]
    external_id: str = ""
    reference: str = ""
    attachments: tuple[Any, ...] = ()
    warnings: tuple[str, ...] = ()
    domain: str = ""
    language: str = ""
    skills: tuple[str, ...] = ()
    priority: int = 0
    meta: dict[str, Any] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
