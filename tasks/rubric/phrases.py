"""A rubric's phrases in one language, as JSON."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from msgspec import UNSET, UnsetType

from tasks.rubric.parts import Question, Words

Json = dict[str, Any]


def phrase(name: str, words: Words | UnsetType, language: str) -> Json:
    """Give a phrase under a name, or nothing where there is none."""
    return {} if words is UNSET else {name: words.in_language(language)}


def option(option: Any, language: str) -> Json:
    """Give a code with its words."""
    words = {"code": option.code, "name": option.name.in_language(language)}
    return words | phrase("help", option.help, language)


def name_of(question: Question) -> str:
    """Give a question's name in the reader's language."""
    return question.name.in_language(get_language() or "en")
