"""Which questions an assignment asks: fixed by its form and a seed, or called for by another answer.

A form's sampled questions share one draw, so that scores and rationale come together or not at all.
"""

from collections.abc import Collection
from functools import lru_cache
from hashlib import blake2b

from tasks.rubric.definition import Rubric
from tasks.rubric.parts import Ask

Condition = dict[str, list[int | str]]


def asked(rubric: Rubric, form: str, seed: int) -> tuple[str, ...]:
    """Choose the keys asked whatever is answered; the same seed always chooses the same.

    What depends on an answer is left out: `conditions` names it, and validation decides it.

    Raises: InvalidRubric if the rubric has no such form.
    """
    draw = int.from_bytes(blake2b(b"asked:%d" % seed, digest_size=8).digest()) / 2**64
    return tuple(key for key, share in _shares(rubric, form) if draw < share)


@lru_cache(maxsize=256)
def _shares(rubric: Rubric, form: str) -> tuple[tuple[str, float], ...]:
    shares = {"always": 1.0, "offered": 0.0}
    asks = rubric.form(form).ask.items()
    return tuple((key, ask.sample if isinstance(ask, Ask) else shares[ask]) for key, ask in asks)


def conditions(rubric: Rubric, form: str) -> dict[str, Condition]:
    """Give, as plain JSON, which answers make a question asked: `{asked: {other question: [answers]}}`."""
    asks = rubric.form(form).ask.items()
    return {
        key: {other: list(values) for other, values in ask.when.items()}
        for key, ask in asks
        if isinstance(ask, Ask) and ask.when
    }


def offered(rubric: Rubric, form: str) -> tuple[str, ...]:
    """Give the keys that may be answered and are never missed."""
    return tuple(key for key, ask in rubric.form(form).ask.items() if ask == "offered")


def settled(
    rubric: Rubric, form: str, *, asked: Collection[str], given: dict[str, int | str]
) -> tuple[str, ...]:
    """Give all keys asked once the answers that others depend on are known, in the form's order."""
    return tuple(key for key, ask in rubric.form(form).ask.items() if key in asked or _called(ask, given))


def _called(ask: object, given: dict[str, int | str]) -> bool:
    return isinstance(ask, Ask) and any(given.get(other) in values for other, values in ask.when.items())
