"""The types of a record's keys in `datasets`' own notation, as kinds of question and export formats declare them.

A value whose shape differs between records, or a list that may be empty, is JSON text: an empty list has no type.
"""

from __future__ import annotations

from typing import Any

import orjson

Feature = dict[str, Any]
Features = list[Feature]


def one(name: str, dtype: str) -> Feature:
    return {"name": name, "dtype": dtype}


def many(dtype: str, *names: str) -> Features:
    return [one(name, dtype) for name in names]


def struct(name: str, parts: Features) -> Feature:
    return {"name": name, "struct": parts}


def each(name: str, parts: Features) -> Feature:
    return {"name": name, "list": parts}


def text(value: Any) -> str:
    """Encode what a rating says as JSON text, keys sorted."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Join what two questions say: objects under the same key become one."""
    both = {key: one[key] | other[key] for key in one.keys() & other.keys()}
    return one | other | both


def together(features: Features) -> Features:
    """Join declarations as `joined` joins values, each name once, sorted."""
    found: dict[str, Feature] = {}
    for feature in features:
        name = feature["name"]
        if name in found and "struct" in feature:
            found[name] = struct(name, together([*found[name]["struct"], *feature["struct"]]))
        else:
            found.setdefault(name, feature)
    return [found[name] for name in sorted(found)]
