"""What counts as the same text: digests that find repeats and keep one conversation in one split.

Exact digests decide what is stored once; normalised ones (NFKC, white space folded) decide what is a repeat.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256

from tasks.intake.canonical import json_text
from tasks.intake.lines import Answer, Message


def normalised(text: str) -> str:
    """Fold compatibility forms and white space, which do not make another text for a reader."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


def text_digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


def prompt_digest(messages: Sequence[Message]) -> bytes:
    """Digest the conversation exactly as it is stored."""
    return _digest(part for message in messages for part in (message.role, message.content))


def completion_digest(answer: Answer) -> bytes:
    """Digest text, model, origin and meta: the same words of two models are two completions."""
    return _digest((answer.text, answer.model, answer.origin, json_text(answer.meta)))


def content_digest(messages: Sequence[Message], answers: Iterable[Answer]) -> bytes:
    """Digest normalised prompt and completions, whatever the completions' order and whoever wrote them."""
    prompt = _digest(part for message in messages for part in (message.role, normalised(message.content)))
    texts = sorted(text_digest(normalised(answer.text)) for answer in answers)
    return sha256(prompt + b"".join(texts)).digest()


def group_digest(messages: Sequence[Message]) -> bytes:
    """Digest the root of the conversation, its first user turn: later turns fall into the same split."""
    root = next((message for message in messages if message.role == "user"), messages[0])
    return text_digest(normalised(root.content))


def _digest(parts: Iterable[str]) -> bytes:
    """Digest texts with their lengths, so that no two sequences run together into the same bytes."""
    whole = sha256()
    for part in parts:
        data = part.encode()
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.digest()
