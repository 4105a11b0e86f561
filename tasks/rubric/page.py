"""A rubric's questions on the rating page: what is asked there of this rater, and what was filled in or refused.

Built from the words of the rubric alone. Which answers are needed is decided by `requirements`; this only passes on
what the page can say sooner.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Fields = dict[str, list[str]]


@dataclass(frozen=True)
class Asked:
    """What is asked of this rater here, and what was given or refused so far."""

    rubric: Json
    keys: frozenset[str]
    letters: str
    fields: Mapping[str, list[str]]
    problems: Mapping[str, str]

    @property
    def form(self) -> Json:
        found: Json = self.rubric["forms"][self.rubric["form"]]
        return found

    def is_shown(self, key: str, *, always: bool = False) -> bool:
        """Words are welcome wherever the form knows the question; scores and choices only where asked."""
        if always:
            return key in self.form["questions"]
        return key in self.keys or key in self.form["offered"] or key in self.form["when"]

    def has(self, name: str, value: object) -> bool:
        return str(value) in self.fields.get(name, [])

    def one(self, name: str) -> str:
        return next(iter(self.fields.get(name, [])), "")

    def options(self, name: str, options: list[Json]) -> list[Json]:
        """Give options with whether each is chosen."""
        return [option | {"checked": self.has(name, option["code"])} for option in options]

    def common(self, question: Json, field: str) -> Json:
        """Give what every kind of question carries: its words, and whether it must be answered."""
        key = question["key"]
        when = self.form["when"].get(key)
        called_by = {other: [str(one) for one in given] for other, given in (when or {}).items()}
        return question | {
            "is_required": key in self.keys,
            "when": json.dumps(called_by) if called_by else "",
            "problem": self.problems.get(field, ""),
        }


def side(letter: str) -> Json:
    return {"letter": letter, "name": letter.upper()}
