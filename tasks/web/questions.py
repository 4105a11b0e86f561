"""A rubric's questions as the rating page places them, and the coded lists beside them.

A question's fragment is its kind's (`tasks.rubric.kinds`), so another rubric or kind needs no other code.
"""

from __future__ import annotations

from typing import Any

from tasks.rubric.definition import REASONS, Rubric
from tasks.rubric.kinds import Kind
from tasks.rubric.page import Asked, side

Json = dict[str, Any]
PLACES = ("grid", "main", "reasons", "desk")


def build(asked: Asked, rubric: Rubric) -> Json:
    """Give the template its form: the questions of each place, their scripts and style sheets, and the coded lists."""
    shown = [
        (kind, _question(asked, kind, words))
        for words in asked.rubric["questions"]
        if asked.is_shown(words["key"], always=(kind := rubric.kinds[words["key"]]).is_always_welcome)
    ]
    return {
        **{place: [question for kind, question in shown if kind.place == place] for place in PLACES},
        "scripts": sorted({kind.script for kind, _question in shown if kind.script}),
        "styles": sorted({kind.style for kind, _question in shown if kind.style}),
        "chips": _chips(asked),
        "flags": asked.options("flag", asked.rubric["flags"]),
        "tags": [
            side(letter) | {"options": asked.options(f"tag_{letter}", asked.rubric["tags"])}
            for letter in asked.letters
        ],
        "skips": asked.rubric["skips"],
    }


def _question(asked: Asked, kind: Kind[Any], words: Json) -> Json:
    return kind.on_page(asked, words) | {"template": kind.template}


def _chips(asked: Asked) -> Json | None:
    if not asked.rubric[REASONS] or not asked.is_shown(REASONS, always=True):
        return None
    return {
        "is_required": REASONS in asked.keys,
        "options": asked.options("reason", asked.rubric[REASONS]),
        "problem": asked.problems.get(REASONS, ""),
    }
