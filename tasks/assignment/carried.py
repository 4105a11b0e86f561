"""What is shown beside the answers of what the line brought: media, attachments, warnings and the reference.

Addresses name the assignment, and in it the letter of an answer as its rater sees it or the number of an attachment:
neither an item nor a file can be recognised by them. Who sees the reference is decided in `shown.sql`.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.urls import reverse

from tasks.models import Media

Json = dict[str, Any]
MAX_NAME = 200


def media(assignment_id: int, letter: str, kind: str | None, content_type: str | None) -> Json:
    """Give an answer's `media`, or nothing when it is text alone."""
    if kind is None:
        return {}
    return {"media": {"kind": kind, "type": content_type, "url": address(assignment_id, letter)}}


def beside(assignment_id: int, carried: str | None) -> Json:
    """Give what stands beside the answers; a key is there only when something is."""
    if not carried:
        return {}
    found = orjson.loads(carried)
    shown = {
        "attachments": [
            _attachment(assignment_id, number, one)
            for number, one in enumerate(found["attachments"], 1)
            if is_kept(one)
        ],
        "warnings": found["warnings"],
        "reference": _reference(*found["reference"]) if found["reference"] else {},
    }
    return {key: value for key, value in shown.items() if value}


def is_kept(attachment: Any) -> bool:
    """Tell whether an attachment is a file here; those of the first imports were kept as they came."""
    if not isinstance(attachment, dict) or not str(attachment.get("media")).isdecimal():
        return False
    return attachment.get("kind") in Media.Kind.values


def _attachment(assignment_id: int, number: int, attachment: Json) -> Json:
    name = attachment.get("name")
    return {
        "name": name[:MAX_NAME] if isinstance(name, str) else "",
        "kind": attachment["kind"],
        "url": address(assignment_id, str(number)),
    }


def address(assignment_id: int, which: str) -> str:
    return reverse("api-media", args=[assignment_id, which])


def _reference(answer: str, sources: Json) -> Json:
    parts = {"answer": answer, "evidence": sources.get("evidence"), "links": sources.get("links")}
    return {key: value for key, value in parts.items() if value}
