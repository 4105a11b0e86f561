"""The order of a better and a worse answer, so that the first place does not give away which is which.

Decides by a hash of the texts: the same file gives the same order again, and nobody can guess it.
"""

from __future__ import annotations

from hashlib import sha256

from tasks.intake.lines import Answer


def ordered(chosen: Answer, rejected: Answer) -> tuple[tuple[Answer, ...], str]:
    """Give the two answers in their order here, and the letter of the one that the source prefers."""
    answers = tuple(sorted((chosen, rejected), key=_digest))
    return answers, "a" if answers[0] is chosen else "b"


def _digest(answer: Answer) -> bytes:
    return sha256((f"{answer.text}\0{answer.model}" if answer.model else answer.text).encode()).digest()
