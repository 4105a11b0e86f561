"""Items as raters will see them, for people who look before anything is rated: of a batch, or of a dry run.

Long texts are cut, because twenty items of a million characters are no preview; nothing is rendered that is not cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tasks.assignment.presentation import question_of
from tasks.models import Batch, Item, ItemCompletion
from tasks.rendering import cache
from tasks.rendering.language import language_of
from tasks.rendering.markdown import Rendered
from tasks.rubric.kinds import LETTERS

LONGEST = cache.SHORT
GLANCE = 90
BADGES = "ab"


@dataclass(frozen=True)
class Answer:
    letter: str
    html: str
    language: str
    is_cut: bool
    media: str = ""  # its kind, or its path while it is not stored
    href: str = ""

    @property
    def name(self) -> str:
        return self.letter.upper()

    @property
    def look(self) -> str:
        """Only the first two letters have a colour and a shape of their own."""
        return self.letter if self.letter in BADGES else "other"


@dataclass(frozen=True)
class Preview:
    """An item: where it came from, what is asked, and its answers under their letters."""

    line: int
    turns: list[dict[str, str]]
    answers: list[Answer]

    @property
    def glance(self) -> str:
        """How the question begins, to tell items apart by."""
        text = " ".join(self.turns[question_of(self.turns)]["content"].split()) if self.turns else ""
        return text if len(text) <= GLANCE else f"{text[:GLANCE]}…"


def of_survey(items: Iterable[dict[str, Any]]) -> list[Preview]:
    """Show the first items of a dry run; what their media are is not stored yet, so only paths are told."""
    found = list(items)
    html = _rendered(text for item in found for text in item["answers"])
    return [
        Preview(
            line=item["line"],
            turns=_turns(item["prompt"]),
            answers=[
                _answer(letter, text, html, media=media)
                for letter, text, media in zip(LETTERS, item["answers"], item["media"], strict=False)
            ],
        )
        for item in found
    ]


def of_batch(batch: Batch, n: int) -> list[Preview]:
    """Show the first items of a batch in imported order."""
    first = Item.objects.filter(batch=batch).select_related("prompt").order_by("file", "line", "nth")[:n]
    found = list(first.prefetch_related("places__completion__media"))
    html = _rendered(place.completion.text for item in found for place in item.places.all())
    return [
        Preview(
            line=item.line,
            turns=_turns(item.prompt.messages),
            answers=[
                _answer(letter, place.completion.text, html, **_media(batch, item, letter, place))
                for letter, place in zip(LETTERS, _in_order(item), strict=False)
            ],
        )
        for item in found
    ]


def _in_order(item: Item) -> list[ItemCompletion]:
    return sorted(item.places.all(), key=lambda place: place.position)


def _media(batch: Batch, item: Item, letter: str, place: ItemCompletion) -> dict[str, str]:
    shown = place.completion.media
    if shown is None:
        return {}
    return {"media": shown.kind, "href": reverse("item_media", args=[batch.project.slug, item.pk, letter])}


def _turns(messages: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    return [
        {"role": turn["role"], "content": (turn["content"] or _calls(turn))[:LONGEST]} for turn in messages
    ]


def _calls(turn: dict[str, Any]) -> str:
    """Name the calls of a turn that says nothing else."""
    functions = [call["function"] for call in turn.get("tool_calls", ())]
    return "\n".join(f"{each['name']} {each['arguments']}" for each in functions)


def _rendered(texts: Iterable[str]) -> dict[bytes, Rendered]:
    return cache.html_for({text[:LONGEST] for text in texts})


def _answer(letter: str, text: str, html: dict[bytes, Rendered], **more: str) -> Answer:
    cut = text[:LONGEST]
    return Answer(letter, html[cache.digest(cut)].html, language_of(cut), len(text) > len(cut), **more)
