"""Our own lines: `prompt` (text or messages) and `completions`, with whatever else a line may carry.

Defined by docs/formats.md, "Native lines". Gold, ratings and attachments are kept as they came, with a
notice, because nothing reads them yet.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.faults import LineError
from tasks.intake.formats import fields
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

ROLES = ("system", "user", "assistant", "tool")
READ = (
    *("id", "prompt", "completions", "reference", "attachments", "warnings"),
    *("domain", "language", "skills", "priority", "meta"),
)
KEPT = ("gold", "ratings")
MAX_PRIORITY = 1000


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    prompt = _prompt(fields.required(record, "prompt"), notices)
    answers = tuple(
        _answer(value, f"completions[{index}]", notices)
        for index, value in enumerate(fields.listed(fields.required(record, "completions"), "completions"))
    )
    return Line(
        prompt,
        answers,
        external_id=fields.short(record.get("id"), "id", fields.MAX_ID),
        reference=_reference(record.get("reference"), notices),
        attachments=_attachments(record, notices),
        warnings=_words(record, "warnings"),
        domain=fields.short(record.get("domain"), "domain", fields.MAX_DOMAIN),
        language=fields.short(record.get("language"), "language", fields.MAX_LANGUAGE),
        skills=_words(record, "skills"),
        priority=_priority(record.get("priority")),
        meta=_meta(record, notices),
        notices=tuple(notices),
    )


def _prompt(value: object, notices: list[Notice]) -> tuple[Message, ...]:
    if not isinstance(value, list):
        return (Message("user", fields.prompt_text(fields.as_text(value, "prompt", notices), "prompt")),)
    messages = _messages(value, "prompt", notices)
    if not any(message.content.strip() for message in messages):
        raise LineError("empty", "prompt")
    return messages


def _messages(values: list[Any], path: str, notices: list[Notice]) -> tuple[Message, ...]:
    return tuple(_message(value, f"{path}[{index}]", notices) for index, value in enumerate(values))


def _message(value: object, path: str, notices: list[Notice]) -> Message:
    if not isinstance(value, dict):
        raise LineError("wrong_type", path, expected="object", found=fields.kind(value))
    role = fields.required(value, "role", f"{path}.role")
    if role not in ROLES:
        raise LineError("unknown_role", f"{path}.role", role=str(role)[:40], known=", ".join(ROLES))
    content = fields.required(value, "content", f"{path}.content")
    return Message(role, fields.as_text(content, f"{path}.content", notices))


def _answer(value: object, path: str, notices: list[Notice]) -> Answer:
    """Read an object, or the bare text of an answer that has nothing else to say."""
    if not isinstance(value, dict):
        return Answer(fields.as_text(value, path, notices))
    return Answer(
        _answer_text(value, path, notices),
        model=fields.short(value.get("model"), f"{path}.model", fields.MAX_MODEL),
        origin=fields.short(value.get("origin"), f"{path}.origin", fields.MAX_ORIGIN),
        meta={
            **fields.rest(value, ("text", "messages", "model", "origin", "meta")),
            **fields.mapping(value.get("meta"), f"{path}.meta"),
        },
    )


def _answer_text(value: dict[str, Any], path: str, notices: list[Notice]) -> str:
    if "text" in value:
        return fields.as_text(value["text"], f"{path}.text", notices)
    if "messages" in value:
        messages = _messages(
            fields.listed(value["messages"], f"{path}.messages"), f"{path}.messages", notices
        )
        if len(messages) == 1:
            return messages[0].content
        raise LineError("unsupported", f"{path}.messages", key="messages")
    if "media" in value:
        raise LineError("unsupported", f"{path}.media", key="media")
    raise LineError("missing_key", f"{path}.text", key="text")


def _reference(value: object, notices: list[Notice]) -> str:
    """Take the reference answer; an object's other parts (evidence, links) stay in meta."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return fields.as_text(value.get("answer", ""), "reference.answer", notices)
    return fields.as_text(value, "reference", notices)


def _attachments(record: dict[str, Any], notices: list[Notice]) -> tuple[Any, ...]:
    if record.get("attachments") is None:
        return ()
    notices.append(Notice("kept_not_used", "attachments", "attachments"))
    return tuple(fields.listed(record["attachments"], "attachments"))


def _words(record: dict[str, Any], key: str) -> tuple[str, ...]:
    if record.get(key) is None:
        return ()
    values = fields.listed(record[key], key)
    return tuple(fields.short(value, f"{key}[{index}]", fields.MAX_ID) for index, value in enumerate(values))


def _priority(value: object) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise LineError("wrong_type", "priority", expected="whole number", found=fields.kind(value))
    if not -MAX_PRIORITY <= value <= MAX_PRIORITY:
        raise LineError("out_of_range", "priority", least=-MAX_PRIORITY, most=MAX_PRIORITY)
    return value


def _meta(record: dict[str, Any], notices: list[Notice]) -> dict[str, Any]:
    meta = dict(fields.mapping(record.get("meta"), "meta"))
    for key in KEPT:
        if key in record:
            meta[key] = record[key]
            notices.append(Notice("kept_not_used", key, key))
    if isinstance(record.get("reference"), dict):
        meta["reference"] = record["reference"]
    if extra := fields.rest(record, (*READ, *KEPT)):
        meta["extra"] = extra
        notices.append(Notice("extra_keys", ", ".join(extra)[: fields.MAX_ID]))
    return meta


LAYOUT = Layout(
    "native", ("prompt", "completions"), read, title=_("Touchstone lines: prompt and completions")
)
