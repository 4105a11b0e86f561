"""What the OpenAPI document says of every operation alike: that a refusal is a problem document, and with which status.

Which answer an operation gives when it succeeds stands beside its view.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

REFUSALS = {
    "400": "The request cannot be understood.",
    "401": "No token, or one that is not valid.",
    "403": "The token, the role or a missing membership or skill forbids it.",
    "404": "There is no such thing, or it is not the caller's to see.",
    "406": "No answer of the type asked for.",
    "409": "The thing has moved on: its state does not allow this.",
    "411": "The body came without a Content-Length.",
    "413": "The body is too large.",
    "415": "No body of this type is taken here.",
    "416": "No such part of the file.",
    "422": "The values do not fit; `fields` names them.",
    "429": "Too many requests, skips or releases; `Retry-After` says when.",
    "503": "The database does not answer at the moment; send the same again.",
    "507": "The disk is full.",
}
PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail", "code", "fields", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "for people, in their language"},
        "code": {"type": "string", "description": "for programs"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
        "request_id": {"type": "string"},
        "details": {"type": "object", "additionalProperties": {}},
    },
}


def add_refusals(result: Json, **_context: Any) -> Json:
    """Add the refusals to each operation; a hook of drf-spectacular."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{status}": {"description": said, "content": content} for status, said in REFUSALS.items()
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            for status in REFUSALS:
                refused = {"$ref": f"#/components/responses/Problem{status}"}
                operation["responses"].setdefault(status, refused)
    return result
