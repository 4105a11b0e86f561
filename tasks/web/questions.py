"""A rubric's questions as the rating page shows them, with what was filled in or refused.

Built from the words of the rubric alone, so another rubric needs no other code. Which answers are needed is
decided by `tasks.rubric.requirements`; this only passes on what the page can say sooner.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tasks.web.fields import Fields

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What is asked of this rater here, and what was given or refused so far."""

    rubric: Json
    keys: frozenset[str]
    letters: str
    fields: Fields
    problems: dict[str, str]

    @property
    def form(self) -> Json:
        found: Json = self.rubric["forms"][self.rubric["form"]]
        return found

    def is_shown(self, key: str, kind: str = "") -> bool:
        """Words are welcome wherever the form knows the question; scores and choices only where asked."""
        if kind == "text" or key == "reasons":
            return key in self.form["questions"]
        return key in self.keys or key in self.form["offered"] or key in self.form["when"]

    def has(self, name: str, value: object) -> bool:
        return str(value) in self.fields.get(name, [])

    def one(self, name: str) -> str:
        return next(iter(self.fields.get(name, [])), "")

    def common(self, question: Json, path: str = "") -> Json:
        """Give what every kind of question carries: its words, and whether it must be answered."""
        key = question["key"]
        when = self.form["when"].get(key)
        return question | {
            "is_required": key in self.keys,
            "when": json.dumps({other: [str(one) for one in given] for other, given in when.items()})
            if when
            else "",
            "problem": self.problems.get(path or key, ""),
        }


def build(asked: Asked) -> Json:
    """Give the template its form: one list for each kind of question, and the coded lists beside them."""
    by_kind: dict[str, list[Json]] = {"scale": [], "preference": [], "text": [], "choice": [], "rewrite": []}
    for question in asked.rubric["questions"]:
        if asked.is_shown(question["key"], question["kind"]):
            by_kind[question["kind"]].append(_QUESTION[question["kind"]](asked, question))
    return {
        "scales": by_kind["scale"],
        "preference": next(iter(by_kind["preference"]), None),
        "texts": by_kind["text"],
        "choices": by_kind["choice"],
        "rewrite": next(iter(by_kind["rewrite"]), None),
        "reasons": _reasons(asked),
        "flags": _options(asked, "flag", asked.rubric["flags"]),
        "tags": [
            _side(letter) | {"options": _options(asked, f"tag_{letter}", asked.rubric["tags"])}
            for letter in asked.letters
        ],
        "skips": asked.rubric["skips"],
    }


def _side(letter: str) -> Json:
    return {"letter": letter, "name": letter.upper()}


def _options(asked: Asked, name: str, options: list[Json]) -> list[Json]:
    return [option | {"checked": asked.has(name, option["code"])} for option in options]


def _reasons(asked: Asked) -> Json | None:
    if not asked.rubric["reasons"] or not asked.is_shown("reasons"):
        return None
    return {
        "is_required": "reasons" in asked.keys,
        "options": _options(asked, "reason", asked.rubric["reasons"]),
        "problem": asked.problems.get("reasons", ""),
    }


def _preference(asked: Asked, question: Json) -> Json:
    steps = [
        step | {"key": str(at), "checked": asked.has("preference", step["value"])}
        for at, step in enumerate(question["steps"], start=1)
    ]
    verdicts = [
        verdict | {"key": str(at), "checked": asked.has("preference", verdict["code"])}
        for at, verdict in enumerate(question["verdicts"], start=len(steps) + 1)
    ]
    return asked.common(question) | {"steps": steps, "verdicts": verdicts}


def _scale(asked: Asked, question: Json) -> Json:
    return asked.common(question) | {"sides": [_cells(asked, question, letter) for letter in asked.letters]}


def _cells(asked: Asked, question: Json, letter: str) -> Json:
    field = f"{question['key']}_{letter}"
    cells = [
        {"value": point["value"], "label": point["value"], "word": point["name"]}
        for point in question["points"]
    ]
    if "na" in question:
        # Translators: three letters at most, the cell is narrow.
        cells.append({"value": "na", "label": _("n/a"), "word": question["na"], "is_na": True})
    cells = [cell | {"checked": asked.has(field, cell["value"])} for cell in cells]
    return _side(letter) | {
        "field": field,
        "cells": cells,
        "word": next((cell["word"] for cell in cells if cell["checked"]), ""),
        "problem": asked.problems.get(f"scores.{question['key']}.{letter}", ""),
    }


def _text(asked: Asked, question: Json) -> Json:
    key = question["key"]
    path = key if key == "rationale" else f"answers.{key}"
    lengths = {"words": question["min_words"], "han": question["min_han"]}
    length = _("%(words)s words or %(han)s 字") % lengths if question["min_words"] else _("a few words")
    return asked.common(question, path) | {
        "value": asked.one(key),
        "length": _("required, %(length)s") % {"length": length} if key in asked.keys else length,
        "default_problem": _("Write the reason that decided it: %(length)s at least.") % {"length": length},
    }


def _choice(asked: Asked, question: Json) -> Json:
    options = _options(asked, question["key"], question["options"])
    words = {"options": options, "default_problem": _("Choose an answer.")}
    return asked.common(question, f"answers.{question['key']}") | words


def _rewrite(asked: Asked, question: Json) -> Json:
    sides = [_side(letter) | {"value": asked.one(f"rewrite_{letter}")} for letter in asked.letters]
    return asked.common(question) | {"sides": sides, "is_open": any(side["value"] for side in sides)}


_QUESTION = {
    "scale": _scale,
    "preference": _preference,
    "text": _text,
    "choice": _choice,
    "rewrite": _rewrite,
}
