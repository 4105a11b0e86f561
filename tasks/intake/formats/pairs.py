"""Flat pairs: a prompt, and answers under keys that end alike (`response_a`, `response_b`; `output_1`, `output_2`).

No single document defines them. AlpacaEval's annotations (`output_1`, `output_2`, `generator_1`, `generator_2`,
`preference` from 1 to 2; README of github.com/tatsu-lab/alpaca_eval) are one kind. More than two answers stay
together. Which one the source prefers is kept, never gold.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import carried, flat, messages, numbered
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Line, Notice


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt, used = flat.asked(record, notices)
    found = numbered.answers(record)
    if found is None:
        missing = _missing(record)
        raise LineError("missing_key", missing, key=missing)
    model_keys = numbered.models(record, found)
    names = [record[key] for key in model_keys] or [""] * len(found.keys)
    answers = tuple(
        messages.answer(record[key], key, notices, name) for key, name in zip(found.keys, names, strict=True)
    )
    preferred = numbered.preferred(record, found, names)
    return carried.line(
        record,
        (*used, *found.keys, *model_keys),
        prompt,
        answers,
        notices,
        meta={"source_preference": preferred} if preferred else None,
    )


def _missing(record: dict[str, Any]) -> str:
    """Name the key that would make a pair of the answer that is there."""
    second = next((second for first, second in numbered.PAIRS if first in record), None)
    return second or next(
        (first for first, second in numbered.PAIRS if second in record), numbered.PAIRS[0][0]
    )


LAYOUT = Layout(
    "pairs",
    ("prompt", *numbered.PAIRS[0]),
    read,
    title=_("Pairs in columns: a prompt, and answers a and b or 1 and 2"),
    also=tuple((prompt, *pair) for prompt, pair in product(flat.PROMPTS, numbered.PAIRS)),
)
