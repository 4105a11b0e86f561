"""Open-Assistant trees: one conversation tree a line, replies nested under the message that they answer.

Defined by the data schema of github.com/LAION-AI/Open-Assistant (docs, "Data Schemas") and Köpf et al. 2023, arXiv
2304.07327. The item is the tree's first prompt with the replies to it; what was said deeper in the tree is left out.
The crowd's ranking is kept by the replies' ids and is no rating: the single votes are not in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import fields
from tasks.intake.formats.fields import Layout
from tasks.intake.lines import Answer, Line, Message, Notice

ROOT = ("text", "role", "lang", "replies", "message_id")
REPLY = ("text", "role", "replies", "parent_id", "model_name", "synthetic")


def read(record: dict[str, Any]) -> Line:
    notices: list[Notice] = []
    root = fields.mapping(fields.required(record, "prompt"), "prompt")
    prompt = fields.as_text(fields.required(root, "text", "prompt.text"), "prompt.text", notices)
    replies = _replies(root)
    if any(reply.get("replies") for reply in replies):
        notices.append(Notice("deeper_left_out", "prompt.replies"))
    return Line(
        (Message("user", fields.prompt_text(prompt, "prompt.text")),),
        tuple(_answer(reply, f"prompt.replies[{at}]", notices) for at, reply in enumerate(replies)),
        external_id=fields.short(record.get("message_tree_id"), "message_tree_id", fields.MAX_ID),
        language=fields.short(root.get("lang"), "prompt.lang", fields.MAX_LANGUAGE),
        meta=_meta(record, root, replies),
        notices=tuple(notices),
        uses=fields.uses(record, id=["message_tree_id"]) | {"prompt": "prompt answer"},
    )


def _replies(root: Mapping[str, Any]) -> list[dict[str, Any]]:
    given = fields.listed(root.get("replies", []), "prompt.replies")
    replies = [fields.mapping(reply, f"prompt.replies[{at}]") for at, reply in enumerate(given)]
    return [reply for reply in replies if not reply.get("deleted")]


def _answer(reply: Mapping[str, Any], path: str, notices: list[Notice]) -> Answer:
    return Answer(
        fields.as_text(fields.required(reply, "text", f"{path}.text"), f"{path}.text", notices),
        model=fields.short(reply.get("model_name"), f"{path}.model_name", fields.MAX_MODEL),
        origin="model" if reply.get("synthetic") else "human",
        meta=fields.rest(reply, REPLY),
    )


def _meta(record: dict[str, Any], root: dict[str, Any], replies: list[dict[str, Any]]) -> dict[str, Any]:
    meta = {**fields.rest(root, ROOT), **fields.rest(record, ("message_tree_id", "prompt"))}
    ranked = [reply for reply in replies if isinstance(reply.get("rank"), int)]
    if ranked:
        ranked.sort(key=lambda reply: reply["rank"])
        meta["source_ranking"] = [reply.get("message_id") for reply in ranked]
    return meta


LAYOUT = Layout(
    "oasst",
    ("message_tree_id", "prompt", "tree_state"),
    read,
    title=_("Open-Assistant: conversation trees with ranked replies"),
)
