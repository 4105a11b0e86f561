"""The OpenAPI document as a page shows it: operations by what they are about, and fields in one flat list each.

Reads only what our own document uses; a nested field is named by its dotted path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
ABOUT = ("exports", "batches", "items", "assignments", "projects", "me")
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: str
    is_required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    kind: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    parameters: list[Field]
    body_kind: str
    body: list[Field]
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    operations: list[Operation]


def groups(document: Json) -> list[Group]:
    """Return the operations of the document by what they are about, each group in the order of paths."""
    found: dict[str, list[Operation]] = {name: [] for name in ABOUT}
    for path, operations in document["paths"].items():
        for method, told in operations.items():
            found[_about(path)].append(_operation(document, path, method, told))
    return [Group(name, operations) for name, operations in found.items() if operations]


def _about(path: str) -> str:
    return next(name for name in ABOUT if f"/{name}/" in path)


def _operation(document: Json, path: str, method: str, told: Json) -> Operation:
    content = told.get("requestBody", {}).get("content", {})
    kind = next(iter(content), "")
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        parameters=[_parameter(document, each) for each in told.get("parameters", [])],
        body_kind=kind,
        body=list(_fields(document, content[kind]["schema"])) if kind else [],
        answers=[
            _answer(document, status, answer)
            for status, answer in told["responses"].items()
            if status.startswith("2")
        ],
    )


def _parameter(document: Json, told: Json) -> Field:
    kind = f"{told['in']}, {_kind(document, told['schema'])}"
    return Field(told["name"], kind, told.get("required", False), told.get("description", ""))


def _answer(document: Json, status: str, told: Json) -> Answer:
    content = told.get("content", {})
    kind = next(iter(content), "")
    return Answer(status, kind, list(_fields(document, content[kind]["schema"])) if kind else [])


def _fields(document: Json, schema: Json, above: str = "", depth: int = 0) -> Iterator[Field]:
    schema = _resolved(document, schema)
    if schema.get("type") == "array":
        yield from _fields(document, schema["items"], f"{above}[]", depth)
        return
    required = schema.get("required", [])
    for name, told in schema.get("properties", {}).items():
        path = f"{above}.{name}".lstrip(".")
        note = str(_resolved(document, told).get("description", "")) if "$ref" not in told else ""
        yield Field(path, _kind(document, told), name in required, note)
        if depth < DEEPEST:
            yield from _fields(document, told, path, depth + 1)
    for choice in schema.get("oneOf", []):
        yield from _fields(document, choice, above, depth + 1)


def _resolved(document: Json, schema: Json) -> Json:
    """Follow references; what `allOf` wraps around one is a remark about it."""
    if "allOf" in schema and len(schema["allOf"]) == 1:
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        return {**_resolved(document, schema["allOf"][0]), **rest}
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].rsplit("/", 1)[1]
    return _resolved(document, document["components"]["schemas"][name])


def _kind(document: Json, schema: Json) -> str:
    schema = _resolved(document, schema)
    if "enum" in schema:
        kind = " | ".join(str(value) for value in schema["enum"] if value is not None)
    elif schema.get("type") == "array":
        kind = f"[{_kind(document, schema['items'])}]"
    else:
        kind = schema.get("format") or schema.get("type") or _one_of(document, schema)
    return f"{kind} | null" if schema.get("nullable") else kind


def _one_of(document: Json, schema: Json) -> str:
    kinds = dict.fromkeys(_kind(document, choice) for choice in schema.get("oneOf", []))
    return " | ".join(kinds) or "any"
