"""What a dry run found in the texts: what becomes of each key, what raters will not see, and what is odd."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tasks.intake.dry_run import words
from tasks.models import Batch

Json = dict[str, Any]
FILES_NAMED = 5


class Keys(NamedTuple):
    """The keys of the files that have the same ones: those that raters see or that say what is what, and the others."""

    names: str
    lines: int
    seen: list[Json]
    unseen: list[Json]


def of(survey: Json) -> Json:
    """Give what the page shows of them."""
    found = keys(survey)
    return {
        "keys": found,
        "has_unseen": any(group.unseen for group in found),
        "unseen_texts": unseen_texts(survey),
        "odd": list(odd(survey)),
    }


def keys(survey: Json) -> list[Keys]:
    """Give what becomes of each key, files together whose keys become the same."""
    together: dict[tuple[tuple[str, ...], ...], list[Json]] = {}
    for file in survey["files"]:
        if file["keys"]:
            alike = tuple((key["key"], *key["becomes"]) for key in file["keys"])
            together.setdefault(alike, []).append(file)
    return [_of(files) for files in together.values()]


def unseen_texts(survey: Json) -> str:
    """Name the keys of long texts that no rater will see; empty when there are none."""
    found = (key for file in survey["files"] for key in file["keys"])
    names = dict.fromkeys(key["key"] for key in found if key["is_long"] and words.is_unseen(key))
    return _listed(list(names))


def odd(survey: Json) -> Iterator[Json]:
    """Say what is odd, with the lines of the first ones and what to do."""
    for one in survey["odd"]:
        what, remedy = words.ODD[one["kind"]]
        places = [
            {"file": survey["files"][file]["name"] if len(survey["files"]) > 1 else "", "line": line}
            for file, line in one["places"]
        ]
        yield {
            "what": what,
            "n": one["n"],
            "remedy": remedy,
            "places": places,
            "more": one["n"] > len(places),
        }


def asks_same_id(batch: Batch, survey: Json) -> bool:
    """Tell whether the manager has to say what becomes of ids that have another text, or has said it."""
    return batch.same_id != Batch.SameId.KEEP or any(one["kind"] == "same_id" for one in survey["odd"])


def _of(files: list[Json]) -> Keys:
    told = [key | {"said": words.becomes(key)} for key in files[0]["keys"]]
    return Keys(
        names=_listed([file["name"] for file in files]),
        lines=sum(file["lines"] for file in files),
        seen=[key for key in told if not words.is_unseen(key)],
        unseen=[key for key in told if words.is_unseen(key)],
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:FILES_NAMED]) + (", …" if len(names) > FILES_NAMED else "")
