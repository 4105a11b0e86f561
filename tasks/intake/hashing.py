"""What counts as the same text: digests that find repeats and keep one conversation in one split.

Exact digests decide what is stored once; normalised ones (NFKC, white space folded) decide what is a repeat, and
which lines answer the same prompt.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256

from tasks.intake.canonical import json_text
from tasks.intake.lines import Answer, Message

NO_META = "{}"


def normalised(text: str) -> str:
    """Fold compatibility forms and white space, which do not make another text for a reader."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


def text_digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


def prompt_digest(messages: Sequence[Message]) -> bytes:
    """Digest the conversation exactly as it is stored."""
    return _digest(part for message in messages for part in _parts(message, message.content))


def same_prompt_digest(messages: Sequence[Message], texts: Sequence[str] | None = None) -> bytes:
    """Digest the conversation normalised: equal for prompts that are the same to a reader.

    `texts` are the messages' normalised texts where the caller has them already.
    """
    texts = [normalised(message.content) for message in messages] if texts is None else texts
    return _digest(
        part for message, text in zip(messages, texts, strict=True) for part in _parts(message, text)
    )


def _parts(message: Message, text: str) -> Iterable[str]:
    """Part a message for a digest; what most messages do not have is no part of theirs."""
    if not message.says_more():
        return message.role, text
    return message.role, text, json_text({**message.stored(), "content": ""})


def prompt_key(messages: Sequence[Message]) -> str:
    """Give the key by which lines that answer the same prompt are joined."""
    return f"prompt:{same_prompt_digest(messages).hex()}"


def completion_digest(answer: Answer) -> bytes:
    """Digest text, model, origin, media and meta: the same words of two models are two completions."""
    meta = json_text(answer.meta) if answer.meta else NO_META
    own = (answer.text, answer.model, answer.origin, meta)
    return _digest((*own, answer.media) if answer.media else own)


def same_answer_digest(answer: Answer) -> bytes:
    """Digest the answer normalised; what is no text counts as it is."""
    return text_digest(
        f"{normalised(answer.text)}\0{answer.media}" if answer.media else normalised(answer.text)
    )


def content_digest(messages: Sequence[Message], answers: Iterable[Answer]) -> bytes:
    """Digest normalised prompt and completions, whatever the completions' order and whoever wrote them."""
    return item_digest(same_prompt_digest(messages), map(same_answer_digest, answers))


def item_digest(prompt: bytes, answers: Iterable[bytes]) -> bytes:
    """Give the content digest of an item from the normalised digests of its prompt and answers."""
    return sha256(prompt + b"".join(sorted(answers))).digest()


def group_digest(messages: Sequence[Message], texts: Sequence[str] | None = None) -> bytes:
    """Digest the root of the conversation, its first user turn: later turns fall into the same split."""
    root = next((at for at, message in enumerate(messages) if message.role == "user"), 0)
    return text_digest(normalised(messages[root].content) if texts is None else texts[root])


def _digest(parts: Iterable[str]) -> bytes:
    """Digest texts with their lengths, so that no two sequences run together into the same bytes."""
    whole = sha256()
    for part in parts:
        data = part.encode()
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.digest()
