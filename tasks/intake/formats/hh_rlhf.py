r"""HH-RLHF: `chosen` and `rejected`, two whole transcripts marked "\n\nHuman:" and "\n\nAssistant:".

Defined by the README of github.com/anthropics/hh-rlhf and Bai et al. 2022, arXiv 2204.05862.
The prompt is everything before the last answer, which must be the same in both. The order of the two answers
follows a hash of their texts, so that the first place does not give away which one was chosen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import concealing, fields
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

ROLES = {"Human": "user", "Assistant": "assistant"}
_MARK = re.compile(r"\n\n(Human|Assistant):")
_START = re.compile(r"\s*Human:")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    before, chosen = _split(fields.text(record, "chosen", notices), "chosen")
    before_rejected, rejected = _split(fields.text(record, "rejected", notices), "rejected")
    if before != before_rejected:
        raise LineError("transcripts_differ", "rejected")
    answers, preferred = concealing.ordered(Answer(chosen), Answer(rejected))
    meta = {**fields.rest(record, ("chosen", "rejected")), "source_preference": preferred}
    return Line(_messages(before), answers, meta=meta, notices=tuple(notices))


def _has_marks(record: Mapping[str, Any]) -> bool:
    """Tell a transcript from other texts that were chosen and rejected."""
    return any(isinstance(record[key], str) and _START.match(record[key]) for key in ("chosen", "rejected"))


def _split(transcript: str, key: str) -> tuple[str, str]:
    before, mark, answer = transcript.rpartition("\n\nAssistant:")
    if not mark or not _START.match(before):
        raise LineError("not_a_transcript", key)
    return before, answer.removeprefix(" ")


def _messages(transcript: str) -> tuple[Message, ...]:
    """Cut at the marks; only the space that belongs to a mark is dropped, the texts stay as they are."""
    pieces = _MARK.split("\n\n" + transcript.lstrip())
    return tuple(
        Message(ROLES[speaker], said.removeprefix(" "))
        for speaker, said in zip(pieces[1::2], pieces[2::2], strict=True)
    )


LAYOUT = Layout(
    "hh-rlhf",
    ("chosen", "rejected"),
    read,
    accepts=_has_marks,
    title=_("HH-RLHF: chosen and rejected transcripts"),
)
