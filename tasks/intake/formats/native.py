"""Our own lines: `prompt` (text or messages) and `completions`, with whatever else a line may carry.

Defined by docs/formats.md, "Native lines". A prompt without completions, completions without a prompt and ratings
alone wait for the lines that name the same `id`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake import hashing
from tasks.intake.faults import LineError
from tasks.intake.formats import asked, carried, fields, keys, messages, steps
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice
from tasks.rubric.kinds import LETTERS

READ = frozenset(("prompt", "completions", *carried.READERS))
USES = {"prompt": "prompt", "completions": "answer", **{key: key for key in carried.READERS}}
_uses: keys.Remembered[dict[str, str]] = keys.Remembered()
SAID = ("text", "messages", "media", "model", "origin", "meta")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt = _prompt(record.get("prompt"), notices)
    answers = _answers(record.get("completions"), notices)
    parts = carried.read(record, LETTERS[: len(answers)] or LETTERS, notices)
    if not READ.issuperset(record) or "gold" in parts or "ratings" in parts:
        parts["meta"] = _meta(record, parts.get("meta", {}), notices)
    key = _key(prompt, answers, parts)
    uses = _uses.of(tuple(record), lambda names: {name: USES.get(name, "kept") for name in names})
    return Line(prompt, answers, key=key, notices=tuple(notices), uses=uses, **parts)


def _prompt(value: object, notices: list[Notice]) -> tuple[Message, ...]:
    return () if value is None else asked.spoken(value, "prompt", notices, messages.OURS)


def _answers(value: object, notices: list[Notice]) -> tuple[Answer, ...]:
    if value is None:
        return ()
    return tuple(
        _answer(one, f"completions[{index}]", notices)
        for index, one in enumerate(fields.listed(value, "completions"))
    )


def _key(prompt: tuple[Message, ...], answers: tuple[Answer, ...], parts: dict[str, Any]) -> str:
    """Say what the line belongs to: its id, else, without answers, its prompt.

    Raises: LineError when it is about no prompt.
    """
    external_id = parts.get("external_id")
    if external_id and (prompt or answers or "gold" in parts or "ratings" in parts):
        return fields.id_key(external_id)
    if not prompt:
        raise LineError("missing_key", "prompt", key="prompt")
    return "" if answers else hashing.prompt_key(prompt)


def _answer(value: object, path: str, notices: list[Notice]) -> Answer:
    """Read an object, or the bare text of an answer that has nothing else to say."""
    if not isinstance(value, dict):
        return Answer(fields.as_text(value, path, notices))
    text, turns = _said(value, path, notices)
    return Answer(
        text,
        model=fields.short(value.get("model"), f"{path}.model", fields.MAX_MODEL),
        origin=fields.short(value.get("origin"), f"{path}.origin", fields.MAX_ORIGIN),
        media=carried.media_path(value["media"], f"{path}.media") if value.get("media") else "",
        meta={**fields.rest(value, SAID), **fields.mapping(value.get("meta"), f"{path}.meta"), **turns},
    )


def _said(value: dict[str, Any], path: str, notices: list[Notice]) -> tuple[str, dict[str, Any]]:
    """Give the answer's text and, where it has several turns, these; media may come without words."""
    if "text" in value:
        return fields.as_text(value["text"], f"{path}.text", notices), {}
    if "messages" in value:
        listed = fields.listed(value["messages"], f"{path}.messages")
        if not listed:
            raise LineError("missing_key", f"{path}.text", key="text")
        found = messages.listed(listed, f"{path}.messages", notices, messages.OURS)
        return messages.text_of(found), messages.turns(found)
    if value.get("media"):
        return "", {}
    raise LineError("missing_key", f"{path}.text", key="text")


def _meta(record: dict[str, Any], meta: dict[str, Any], notices: list[Notice]) -> dict[str, Any]:
    """Keep unknown keys, and the whole gold or ratings where parts of them mean nothing here."""
    if extra := fields.rest(record, READ):
        meta["extra"] = extra
        notices.append(Notice("extra_keys", ", ".join(extra)[: fields.MAX_ID]))
    meta.update(carried.whole_judgements(record, notices))
    return meta


def _is_ours(record: Mapping[str, Any]) -> bool:
    """Tell our lines from lists of answers beside a prompt of another name, and from steps with labels."""
    found = keys.of(record)
    if found.of("steplabels") and steps.are_steps(record, found):
        return False
    return "prompt" in record or not found.of("prompt")


def _only_judges(record: Mapping[str, Any]) -> bool:
    found = keys.of(record)
    return not (found.families or found.better or found.of("prompt", "answer", "answers", "conversation"))


LAYOUT = Layout(
    "native",
    ("prompt", "completions"),
    read,
    accepts=_is_ours,
    title=_("Touchstone lines: prompt and completions"),
    also=(("completions",),),
)
JUDGING_LAYOUT = Layout(
    "judgements",
    ("id", "ratings"),
    read,
    accepts=_only_judges,
    title=_("Touchstone lines: ratings or gold of prompts that are named by their id"),
    also=(("id", "gold"),),
)
