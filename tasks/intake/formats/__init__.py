"""The layouts that can be read. Sets with marks of their own come first, all others go by the names of their keys.

Decides which layout takes a record. A reader is pure: an object in, a `Line` out, or `LineError`; a layout that does
not accept a record never gets it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.errors import Invalid
from tasks.intake.formats import (
    argilla,
    compared,
    fields,
    judged_rows,
    keys,
    label_studio,
    native,
    plain,
    reasons,
    rejected,
    steps,
    talks,
)
from tasks.intake.formats.fields import Layout, kind
from tasks.intake.formats.keys import Remembered
from tasks.intake.formats.public_sets import (
    belle,
    faireval,
    fed,
    halluqa,
    helpsteer_preference,
    lfqa,
    llmeval,
    mt_bench,
    oasst,
    pandalm,
    reasoning_steps,
    simple,
)

__all__ = ["LAYOUTS", "Layout", "UnknownFormat", "by_name", "kind", "recognise"]


def _is_pair(record: Mapping[str, Any]) -> bool:
    found = keys.of(record)
    return bool(found.families) or bool(
        found.lacking and not found.of("answer", "answers") and not found.worse
    )


def _is_compared(record: Mapping[str, Any]) -> bool:
    """Tell a better and a worse answer, also of which one is missing; a lone list of texts is as many answers."""
    found = keys.of(record)
    if compared.is_complete(record, found):
        return True
    is_lone = found.better and found.better not in found.of("label")
    return bool(found.worse) or bool(is_lone and fields.texts_of(record[found.better]) is None)


def _is_after_talk(record: Mapping[str, Any]) -> bool:
    found = keys.of(record)
    if not _is_compared(record) or not found.of("conversation"):
        return False
    return not (isinstance(record.get(found.better), list) and isinstance(record.get(found.worse), list))


def _has(record: Mapping[str, Any], *roles: str) -> bool:
    return bool(keys.of(record).first(record, *roles))


def _is_single(record: Mapping[str, Any]) -> bool:
    found = keys.of(record)
    has_text = found.first(record, "prompt") and any(key.casefold() == "text" for key in found.of("context"))
    is_answered = bool(found.of("answer", "weakanswer") or has_text or found.better)
    return is_answered and (bool(found.first(record, "prompt")) or not found.of("conversation"))


def _is_judgement(record: Mapping[str, Any]) -> bool:
    found = keys.of(record)
    return judged_rows.is_judgement(record, found) and not found.first(record, "prompt", "answer", "answers")


# By the names of their keys; the first that accepts a record reads it.
PLAIN: tuple[Layout, ...] = (
    Layout(
        "chatbot-arena",
        ("conversation_a", "conversation_b"),
        talks.read,
        lambda record: keys.of(record).talks is not None,
        gettext_lazy("Chatbot Arena: two conversations and the winner"),
    ),
    Layout(
        "pairs",
        ("prompt", "response_a", "response_b"),
        plain.pairs,
        _is_pair,
        gettext_lazy("Pairs in columns: a prompt, and answers a and b or 1 and 2"),
    ),
    Layout(
        "judged-rows",
        ("id", "rater", "verdict"),
        lambda record: judged_rows.of_item(record, keys.of(record)),
        _is_judgement,
        gettext_lazy("One judgement a row: item, rater, verdict, scores, reason, time"),
    ),
    Layout(
        "hh-rlhf",
        ("chosen", "rejected"),
        compared.read,
        lambda record: _is_compared(record) and compared.are_transcripts(record, keys.of(record)),
        gettext_lazy("HH-RLHF: chosen and rejected transcripts"),
    ),
    Layout(
        "sharegpt-preference",
        ("conversations", "chosen", "rejected"),
        compared.read,
        _is_after_talk,
        gettext_lazy("Conversations with a chosen and a rejected answer (LLaMA-Factory)"),
    ),
    Layout(
        "trl-preference",
        ("prompt", "chosen", "rejected"),
        compared.read,
        _is_compared,
        gettext_lazy("TRL preference: chosen and rejected, with or without a prompt"),
        also=(("chosen", "rejected"),),
    ),
    Layout(
        "steps",
        ("prompt", "steps"),
        steps.read,
        lambda record: steps.are_steps(record, keys.of(record)),
        gettext_lazy("One answer in steps, with labels of the steps"),
    ),
    Layout(
        "candidates",
        ("prompt", "responses"),
        plain.candidates,
        lambda record: _has(record, "answers"),
        gettext_lazy("A prompt and a list of answers (UltraFeedback)"),
    ),
    Layout(
        "single",
        ("prompt", "response"),
        plain.single,
        _is_single,
        gettext_lazy("One answer a line, joined by prompt (AlpacaEval, Alpaca, TRL unpaired)"),
    ),
    Layout(
        "sharegpt",
        ("conversations",),
        plain.conversation,
        lambda record: _has(record, "conversation"),
        gettext_lazy("Conversations (ShareGPT, OpenAI chat): the last answer is judged"),
        also=(("messages",),),
    ),
    Layout(
        "prompts",
        ("prompt",),
        plain.prompts,
        lambda record: _has(record, "prompt"),
        gettext_lazy("Prompts alone, which wait for answers"),
    ),
)
# By keys that nobody else uses so. Of two that are marked by equally many keys the first wins.
MARKED: tuple[Layout, ...] = (
    native.LAYOUT,
    rejected.layout(lambda record: recognise(record)),
    simple.LLMBAR,
    pandalm.LAYOUT,
    mt_bench.LAYOUT,
    faireval.LAYOUT,
    oasst.LAYOUT,
    llmeval.LAYOUT,
    halluqa.LAYOUT,
    belle.LAYOUT,
    fed.LAYOUT,
    reasoning_steps.LAYOUT,
    lfqa.LAYOUT,
    label_studio.LAYOUT,
    argilla.LAYOUT,
    simple.HELPSTEER,
    helpsteer_preference.LAYOUT,
    native.JUDGING_LAYOUT,
)
LAYOUTS = (*MARKED, *PLAIN)
# What most people mean comes first where several layouts are as near.
USUAL = tuple(layout for layout in PLAIN if layout.name in ("pairs", "trl-preference"))
_marked: Remembered[tuple[Layout, ...]] = Remembered()


class UnknownFormat(Invalid):
    code = "unknown_format"


def by_name(name: str) -> Layout:
    """Find a layout by its name.

    Raises: UnknownFormat.
    """
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    known = ", ".join(layout.name for layout in LAYOUTS)
    raise UnknownFormat(
        _("“%(name)s” is no known format. Known: %(known)s.") % {"name": name, "known": known},
        fields={"format": _("Choose one of: %(known)s.") % {"known": known}},
    )


def recognise(record: Mapping[str, Any]) -> Layout:
    """Find the layout that accepts a record.

    Raises: LineError when none does, with the keys that were seen and what the nearest layouts lack.
    """
    for layout in _marked.of(tuple(record), _find_marked):
        if layout.accepts is None or layout.accepts(record):
            return layout
    for layout in PLAIN:
        if layout.accepts is not None and layout.accepts(record):
            return layout
    raise reasons.unknown(record, dict.fromkeys((*USUAL, *LAYOUTS)))


def _find_marked(there: Iterable[str]) -> tuple[Layout, ...]:
    """List the layouts whose marking keys are all there, those with most of them first."""
    found = [(layout.fit(frozenset(there)), layout) for layout in MARKED]
    return tuple(layout for fit, layout in sorted(found, key=lambda one: -one[0]) if fit)
