"""What each column of a table is: our keys in words, and the column that stands for each.

Columns whose names are known say themselves what they are; a guess beside that would change what was found, so guesses
are made only where nothing is recognised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.intake.files import columns
from tasks.models import Batch
from tasks.rubric import versions
from tasks.rubric.kinds import LETTERS
from tasks.web import draft_report

MAIN = ("prompt", "completions", "id", "reference")
WORDS: dict[str, str | Promise] = {
    "prompt": gettext_lazy("Prompt"),
    "id": gettext_lazy("Id"),
    "reference": gettext_lazy("Reference answer"),
    "domain": gettext_lazy("Domain"),
    "language": gettext_lazy("Language of the prompt"),
    "skills": gettext_lazy("Skills"),
    "priority": gettext_lazy("Priority"),
    "warnings": gettext_lazy("Content warnings"),
    "gold": gettext_lazy("Gold"),
    "ratings": gettext_lazy("Ratings"),
    "attachments": gettext_lazy("Attachments"),
    "meta": gettext_lazy("Meta"),
}


@dataclass(frozen=True)
class Field:
    """One of our keys, the column that stands for it, and whether most tables have it."""

    key: str
    label: str
    column: str

    @property
    def is_main(self) -> bool:
        return self.key in MAIN


def fields(batch: Batch, survey: dict[str, Any]) -> list[Field]:
    """Give our keys in order; of those that may have several columns, with an empty place for one more."""
    header = header_of(survey)
    if not header:
        return []
    guessed: dict[str, Any] = next((file["guessed"] for file in survey["files"] if file.get("guessed")), {})
    chosen = batch.columns or guessed or ({} if survey["accepted"] else columns.suggest(header))
    shown = versions.by_id(batch.rubric_version_id).completions.min
    places = max(shown, len(_listed(chosen.get("completions", "")))) + 1
    return [
        Field(key, _label(key, nth), column)
        for key in columns.FIELDS
        for nth, column in enumerate(_places(key, _listed(chosen.get(key, "")), places))
    ]


def header_of(survey: dict[str, Any]) -> list[str]:
    """Give the names of all tables' columns, each once."""
    return list(dict.fromkeys(column for table in draft_report.tables(survey) for column in table["header"]))


def _listed(chosen: str | list[str]) -> list[str]:
    return [chosen] if isinstance(chosen, str) else chosen


def _places(key: str, found: list[str], n: int) -> list[str]:
    if key not in columns.SEVERAL:
        return found[:1]
    taken = [column for column in found if column]
    return taken + [""] * (min(n, len(LETTERS)) - len(taken))


def _label(key: str, nth: int) -> str:
    letter = LETTERS[nth].upper()
    if key == "completions":
        return _("Answer %(letter)s") % {"letter": letter}
    if key == "models":
        return _("Model of answer %(letter)s") % {"letter": letter}
    return str(WORDS[key])
