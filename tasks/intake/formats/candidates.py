"""A prompt and a list of answers under one key: texts, or objects that name their model.

Defined by the dataset card huggingface.co/datasets/openbmb/UltraFeedback (`instruction`, and `completions` of
`response` and `model`). What else an object says is kept with its answer; models may also stand in a list beside.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import carried, fields, flat, messages, single
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Notice

LISTS = ("responses", "completions", "answers", "outputs", "candidates")
TEXTS = ("text", "content", *single.ANSWERS)


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt, used = flat.asked(record, notices)
    key = next((key for key in LISTS if record.get(key) is not None), None)
    if key is None:
        raise LineError("missing_key", LISTS[0], key=LISTS[0])
    answers = tuple(
        _answer(one, f"{key}[{index}]", notices) for index, one in enumerate(fields.listed(record[key], key))
    )
    named = _named(answers, record.get("models"))
    return carried.line(
        record, (*used, key, *(("models",) if named is not answers else ())), prompt, named, notices
    )


def _answer(value: object, path: str, notices: list[Notice]) -> Answer:
    """Read a text or an object; a message or several are read as an answer of turns."""
    if not isinstance(value, dict) or "role" in value or "from" in value:
        return messages.answer(value, path, notices)
    key = next((key for key in TEXTS if key in value), None)
    if key is None:
        raise LineError("missing_key", f"{path}.text", key="text")
    name, model_key = flat.model(value)
    said = messages.answer(value[key], f"{path}.{key}", notices, name)
    return replace(said, meta={**fields.rest(value, (key, *model_key)), **said.meta})


def _named(answers: tuple[Answer, ...], models: object) -> tuple[Answer, ...]:
    """Give answers without a model those of a list beside them, if it has one for each."""
    fits = isinstance(models, list) and len(models) == len(answers) and all(map(flat.is_name, models))
    if not isinstance(models, list) or not fits or any(answer.model for answer in answers):
        return answers
    return tuple(replace(answer, model=name) for answer, name in zip(answers, models, strict=True))


LAYOUT = Layout(
    "candidates",
    ("prompt", "responses"),
    read,
    title=_("A prompt and a list of answers (UltraFeedback)"),
    also=tuple(keys for keys in product(flat.PROMPTS, LISTS) if keys != ("prompt", "completions")),
)
