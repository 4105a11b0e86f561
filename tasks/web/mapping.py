"""Which key or column of each file is which of our keys, in words, and what becomes of the label columns.

Names that are known say themselves what they are, so the page is empty until the manager writes something; where
nothing was understood it is filled with what the names suggest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tasks.intake.files import columns
from tasks.intake.formats import keys
from tasks.models import Batch
from tasks.rubric import versions
from tasks.rubric.kinds import LETTERS

PREFIX, LABEL = "column-", "label-"
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
    "chosen": gettext_lazy("Better answer"),
    "rejected": gettext_lazy("Worse answer"),
    "rater": gettext_lazy("Rater"),
    "verdict": gettext_lazy("Verdict or label"),
    "strength": gettext_lazy("Strength"),
    "rationale": gettext_lazy("Reason"),
    "at": gettext_lazy("Time of the rating"),
    "seconds": gettext_lazy("Seconds at work"),
}


@dataclass(frozen=True)
class Field:
    """One of our keys in a file, the key or column that stands for it there, and whether most files have it."""

    key: str
    label: str
    column: str
    file: int | None

    @property
    def is_main(self) -> bool:
        return self.key in MAIN

    @property
    def name(self) -> str:
        """Name the input: a lone file's mapping holds for all, one of several is of its own file."""
        return PREFIX + (self.key if self.file is None else f"{self.file}:{self.key}")


@dataclass(frozen=True)
class FileMapping:
    """A file with the names that it has, and what stands for each of our keys there."""

    name: str
    names: list[str]
    fields: list[Field]


@dataclass(frozen=True)
class Label:
    """A label column, what its values mean in the file, and what the manager has said of it."""

    key: str
    means: str
    said: Mapping[str, Any]


def of_files(batch: Batch, survey: dict[str, Any]) -> list[FileMapping]:
    """Give the mapping of each file whose keys are known."""
    files = [
        (at, file, names) for at, file in enumerate(survey.get("files", [])) if (names := names_of(file))
    ]
    return [
        FileMapping(file["name"], names, _fields(batch, file, names, None if len(files) == 1 else at, survey))
        for at, file, names in files
    ]


def names_of(file: dict[str, Any]) -> list[str]:
    """Give the columns of a table, or the keys that were seen in a file of JSON."""
    return file.get("header") or [key["key"] for key in file.get("keys", [])]


def labels(batch: Batch, survey: dict[str, Any]) -> list[Label]:
    """Give the label columns of all files."""
    found = {key: means for file in survey.get("files", []) for key, means in _label_means(file)}
    return [Label(key, means, batch.labels.get(key, {})) for key, means in found.items()]


def posted_columns(sent: QueryDict, files: list[str]) -> dict[str, Any] | None:
    """Read the mapping that was sent; None from a page that showed none."""
    given = [(name.removeprefix(PREFIX), values) for name, values in sent.lists() if name.startswith(PREFIX)]
    if not given:
        return None
    found: dict[str, Any] = {}
    for name, values in given:
        at, _, key = name.rpartition(":")
        if chosen := [value for value in values if value]:
            is_known = at.isdecimal() and int(at) < len(files)
            of = found.setdefault(files[int(at)], {}) if is_known else found
            of[key] = chosen if key in columns.SEVERAL else chosen[0]
    return found


def posted_labels(sent: QueryDict) -> dict[str, Any] | None:
    """Read what was said of label columns; None from a page that showed none."""
    shown = [name.removeprefix(LABEL) for name in sent if name.startswith(LABEL)]
    return {key: _posted_label(sent, key) for key in shown} if shown else None


def _posted_label(sent: QueryDict, key: str) -> dict[str, Any]:
    said: dict[str, Any] = {"use": sent[LABEL + key]}
    base = sent.get(f"base-{key}", "")
    ends = [sent.get(f"{end}-{key}", "") for end in ("least", "most")]
    if base.isdecimal():
        said["base"] = int(base)
    if said["use"] == "rating":
        said["rater"] = sent.get(f"rater-{key}", "")
    if said["use"] == "gold" and all(end.isdecimal() for end in ends):
        said["strength"] = [int(end) for end in ends]
    return said


def _label_means(file: dict[str, Any]) -> Iterator[tuple[str, str]]:
    found = keys.of(names_of(file))
    ranked = [found.better] if found.better and found.worse else []
    means = file.get("means") or {}
    for key in dict.fromkeys((*found.of("label"), *ranked)):
        yield key, ", ".join(f"{value} = {word or '?'}" for value, word in means.get(key, {}).items())


def _fields(
    batch: Batch, file: dict[str, Any], names: list[str], at: int | None, survey: dict[str, Any]
) -> list[Field]:
    """Give our keys in order; of those that may have several columns, with an empty place for one more."""
    chosen = columns.of_file(batch.columns, file["name"])
    chosen = chosen or ({} if survey["accepted"] else columns.suggest(names))
    shown = versions.by_id(batch.rubric_version_id).completions.min
    places = max(shown, len(_listed(chosen.get("completions", "")))) + 1
    return [
        Field(key, _label(key, nth), column, at)
        for key in columns.FIELDS
        for nth, column in enumerate(_places(key, _listed(chosen.get(key, "")), places))
    ]


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
