"""HelpSteer and HelpSteer2: one answer a row with five attributes from 0 to 4, kept with the answer.

Defined by the dataset cards huggingface.co/datasets/nvidia/HelpSteer and …/HelpSteer2. The rows of a prompt are
joined. A prompt of several turns has the marks "<extra_id_1>Assistant" and "<extra_id_1>User" between them.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import carried, fields, flat, messages
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

ATTRIBUTES = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
ROLES = {"User": "user", "Assistant": "assistant"}
_MARK = re.compile(r"\n?<extra_id_1>(User|Assistant)\n")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    asked = prompt(fields.required(record, "prompt"), notices)
    text = fields.text(record, "response", notices)
    name, model_key = flat.model(record)
    used = ("prompt", "response", *model_key)
    return carried.line(record, used, asked, (Answer(text, model=name),), notices, joins=True)


def prompt(value: object, notices: list[Notice]) -> tuple[Message, ...]:
    """Read a prompt, and part it into its turns."""
    if not isinstance(value, str) or "<extra_id_1>" not in value:
        return messages.prompt(value, "prompt", notices)
    pieces = _MARK.split(fields.prompt_text(value, "prompt"))
    turns = zip(("User", *pieces[1::2]), pieces[::2], strict=True)
    return tuple(Message(ROLES[by], said) for by, said in turns if said.strip())


LAYOUT = Layout(
    "helpsteer",
    ("prompt", "response", *ATTRIBUTES),
    read,
    title=_("HelpSteer and HelpSteer2: one answer with five attributes"),
    also=tuple(("prompt", "response", one) for one in ATTRIBUTES[:3]),
)
