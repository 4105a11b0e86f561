"""Two conversations of two models, as in Chatbot Arena: what both begin with is the prompt, the rest the answers.

Defined by the dataset card huggingface.co/datasets/lmsys/chatbot_arena_conversations.
"""

from __future__ import annotations

from typing import Any

from tasks.intake.faults import LineError
from tasks.intake.formats import fields, keys, messages, plain, told
from tasks.intake.lines import Answer, Line, Notice


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    found = keys.of(record)
    family = found.talks
    if family is None:
        raise LineError("missing_key", "conversation_a", key="conversation_a")
    first, second = (
        messages.listed(fields.listed(record[key], key), key, notices) for key in family.keys[:2]
    )
    prompt, *said = messages.common(first, second, family.keys[1])
    model_keys = plain.models_of(record, found, family)
    names = [record[key] for key in model_keys] or [""] * len(said)
    answers = tuple(
        Answer(messages.text_of(turns), model=name, meta=messages.turns(turns))
        for turns, name in zip(said, names, strict=True)
    )
    labels = told.labels(record, found, family, answers, names)
    uses = {**dict.fromkeys(family.keys[:2], "answer"), **dict.fromkeys(model_keys, "model")}
    return plain.judged(record, found, uses, prompt, answers, labels, notices)
