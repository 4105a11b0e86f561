"""Prompts alone: they wait for answers of the same `id`, or of the same prompt.

Defined by docs/formats.md, "Native lines", and TRL's prompt-only type, huggingface.co/docs/trl/dataset_formats.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import carried, flat, native
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Line, Notice

_ANSWERS = re.compile("response|output|answer|completion|generation|model_output|chosen|rejected|repl(y|ies)")


def read(record: dict[str, Any]) -> Line:
    if record.get("prompt") is not None:
        return native.read(record)
    notices: list[Notice] = []
    prompt, used = flat.asked(record, notices)
    return carried.line(record, used, prompt, (), notices)


def _has_no_answers(record: Mapping[str, Any]) -> bool:
    """Tell a prompt from a row whose answers have names that no layout knows, or of which one is missing."""
    return not any(map(_ANSWERS.match, record))


LAYOUT = Layout(
    "prompts",
    ("prompt",),
    read,
    accepts=_has_no_answers,
    title=_("Prompts alone, which wait for answers"),
    also=(("question",), ("instruction",), ("query",)),
)
