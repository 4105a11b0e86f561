"""Chatbot Arena: `conversation_a` and `conversation_b` of two models, and the `winner` by a user's vote.

Defined by the dataset card huggingface.co/datasets/lmsys/chatbot_arena_conversations. What both conversations begin
with is the prompt; later turns of the user belong to the answers.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import carried, fields, messages, numbered
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Notice

KEYS = ("conversation_a", "conversation_b")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    first, second = (
        messages.listed(fields.listed(fields.required(record, key), key), key, notices) for key in KEYS
    )
    prompt, *said = messages.common(first, second, KEYS[1])
    found = numbered.Numbered(KEYS, numbered.STYLES[0])
    model_keys = numbered.models(record, found)
    names = [record[key] for key in model_keys] or ["", ""]
    answers = tuple(
        Answer(messages.text_of(turns), model=name, meta=messages.turns(turns))
        for turns, name in zip(said, names, strict=True)
    )
    preferred = numbered.preferred(record, found, names)
    meta = {"source_preference": preferred} if preferred else None
    return carried.line(record, (*KEYS, *model_keys), prompt, answers, notices, meta=meta)


LAYOUT = Layout("chatbot-arena", KEYS, read, title=_("Chatbot Arena: two conversations and the winner"))
