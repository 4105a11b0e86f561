"""What a dry run found, in the words of the language that is active: for programs, and line by line for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tasks.intake import faults
from tasks.intake.faults import Words

SHOWN = 5
NAMES_SHOWN = 12
# What a key becomes (`Line.uses`), and which of these raters never see.
BECOMES: dict[str, Words] = {
    "prompt": gettext_lazy("prompt"),
    "answer": gettext_lazy("answer"),
    "model": gettext_lazy("model of an answer"),
    "id": gettext_lazy("id"),
    "reference": gettext_lazy("reference answer"),
    "attachments": gettext_lazy("attachments"),
    "warnings": gettext_lazy("content warnings"),
    "domain": gettext_lazy("domain"),
    "language": gettext_lazy("language of the prompt"),
    "skills": gettext_lazy("skills"),
    "priority": gettext_lazy("priority"),
    "gold": gettext_lazy("gold"),
    "ratings": gettext_lazy("ratings made elsewhere"),
    "source_preference": gettext_lazy("which answer the source prefers"),
    "meta": gettext_lazy("kept with the item as meta"),
    "dropped": gettext_lazy("dropped"),
}
UNSEEN = {"meta", "dropped"}
# What is odd (`oddities`), and what to do about it.
ODD: dict[str, tuple[Words, Words]] = {
    "same_id": (
        gettext_lazy("Ids that the project has with another text"),
        gettext_lazy(
            "Choose whether both are kept, the earlier item is withdrawn, or the new line is left out."
        ),
    ),
    "missing_media": (
        gettext_lazy("Pictures or other files that are missing"),
        gettext_lazy("Their lines are left out. Upload a ZIP with the lines and the files."),
    ),
    "names_model": (
        gettext_lazy("Answers that name their own model"),
        gettext_lazy(
            "Raters who know the model judge the model. Consider taking the name out of the texts first."
        ),
    ),
    "equal_answers": (
        gettext_lazy("Equal answers to one prompt"),
        gettext_lazy("There is nothing to compare. Leave one of them out, or the item."),
    ),
    "empty_answer": (
        gettext_lazy("Empty answers"),
        gettext_lazy("A model that said nothing can be rated. Leave it out if the answer was lost."),
    ),
    "mixed_languages": (
        gettext_lazy("Prompt and answers in different languages"),
        gettext_lazy("Right for a translation. Otherwise check that the answers belong to the prompt."),
    ),
}

Survey = Mapping[str, Any]


def worded(found: Survey) -> dict[str, Any]:
    """Add message and remedy to each rejected line, and say why the files could not be read, if so.

    A survey that has found nothing yet has its `progress` only.
    """
    if "rejected_lines" not in found:
        return dict(found)
    return {
        **found,
        "rejected_lines": [_worded(line) for line in found["rejected_lines"]],
        "error_message": failure(found),
    }


def failure(found: Survey) -> str:
    """Say what keeps the files from being imported; empty when nothing does."""
    if not found.get("error"):
        return ""
    return faults.file_message({"reason": found["error"], **found["error_details"]})


def failure_to_come(found: Survey) -> str:
    """Say why nothing would come of the files though they can be imported; empty when something would."""
    nothing = found.get("comes_to_nothing")
    return faults.file_message(nothing) if nothing else ""


def sentences(found: Survey) -> list[str]:
    """Say everything that was found, a line each."""
    return [
        *(said for file in found["files"] for said in _keys(file)),
        *_odd(found),
        *_files(found),
        *_counts(found),
        *_texts(found),
        *_cost(found),
        *_bad(found),
    ]


def becomes(key: Survey) -> str:
    """Say what a key becomes; nothing is known of one whose lines cannot be read."""
    return ", ".join(str(BECOMES[role]) for role in key["becomes"]) or _("not read")


def above(name: str, rows: Sequence[str]) -> str:
    """Say what stands above the header of a table."""
    return _("Above the header of %(name)s, not read: %(rows)s.") % {"name": name, "rows": " · ".join(rows)}


def is_unseen(key: Survey) -> bool:
    return bool(key["becomes"]) and UNSEEN.issuperset(key["becomes"])


def exactness(found: Survey) -> str:
    """Say what was not foretold of the lines behind those that were tried; empty when all were."""
    if found["lines"] <= found["tried"] or not found["complete"]:
        return ""
    return _(
        "The first %(tried)s lines were imported and taken back. The other %(rest)s were read and counted: "
        "which of them repeat or join others is not known yet."
    ) % {"tried": f"{found['tried']:,}", "rest": f"{found['lines'] - found['tried']:,}"}


def _keys(file: Survey) -> Iterator[str]:
    """Say of a file's keys what they become, those together that become the same."""
    together: dict[str, list[str]] = {}
    for key in file["keys"]:
        together.setdefault(becomes(key), []).append(key["key"])
    for said, names in together.items():
        more = ", …" if len(names) > NAMES_SHOWN else ""
        yield f"{file['name']}: {', '.join(names[:NAMES_SHOWN])}{more} → {said}"


def _odd(found: Survey) -> Iterator[str]:
    for one in found["odd"]:
        what, remedy = ODD[one["kind"]]
        lines = ", ".join(str(line) for _file, line in one["places"])
        yield _("%(what)s: %(n)d (lines %(lines)s%(more)s). %(remedy)s") % {
            "what": what,
            "n": one["n"],
            "lines": lines,
            "more": ", …" if one["n"] > len(one["places"]) else "",
            "remedy": remedy,
        }


def _worded(line: Survey) -> dict[str, Any]:
    code, details = line["code"], line["details"]
    return {**line, "message": faults.message(code, details), "remedy": faults.remedy(code, details)}


def _files(found: Survey) -> Iterator[str]:
    for file in found["files"]:
        told = (file["kind"], file["encoding"], file["layout"])
        yield _("%(name)s: %(what)s, %(lines)d lines.") % {
            "name": file["name"],
            "what": ", ".join(filter(None, told)) or "-",
            "lines": file["lines"],
        }
        if file["above"]:
            yield above(file["name"], file["above"])
    if not found["complete"] and not found["error"]:
        yield _("Only the beginning was read; the counts are of that.")
    if said := exactness(found):
        yield said


def _counts(found: Survey) -> Iterator[str]:
    repeats = found["duplicates"]
    yield _(
        "%(lines)d lines: %(accepted)d good, of which %(waiting)d wait for others; %(rejected)d rejected."
    ) % {name: found[name] for name in ("lines", "accepted", "waiting", "rejected")}
    yield _(
        "%(items)d items, %(ratings)d ratings made elsewhere, %(gold)d with gold; "
        "repeats: %(in_file)d in the files, %(in_project)d in the project."
    ) % {**{name: found[name] for name in ("items", "ratings", "gold")}, **repeats}


def _texts(found: Survey) -> Iterator[str]:
    if found["languages"]:
        yield _("Languages: %(languages)s.") % {"languages": _list(found["languages"])}
    for name, said in (("prompt", _("Prompts")), ("answer", _("Answers"))):
        yield _("%(what)s: %(p50)d characters in the middle, %(p5)d to %(p95)d mostly, %(max)d at most.") % {
            "what": said,
            **found["lengths"][name],
        }


def _cost(found: Survey) -> Iterator[str]:
    yield (
        _(
            "Rating them takes %(ratings_least)d to %(ratings_most)d ratings, "
            "about %(hours_least).1f to %(hours_most).1f hours of reading and deciding."
        )
        % found["cost"]
    )


def _bad(found: Survey) -> Iterator[str]:
    if found["warnings"]:
        yield _("Warnings: %(warnings)s.") % {"warnings": _list(found["warnings"])}
    for line in worded(found)["rejected_lines"][:SHOWN]:
        yield _("Line %(line)d of %(file)s: %(message)s %(remedy)s") % {
            **{name: line[name] for name in ("line", "message", "remedy")},
            "file": found["files"][line["file"]]["name"],
        }
    if (more := found["rejected"] - SHOWN) > 0:
        yield ngettext("%(n)d more line is rejected.", "%(n)d more lines are rejected.", more) % {"n": more}
    if said := failure_to_come(found):
        yield said
    if found["too_many_rejected"]:
        yield _("So many lines are bad that the import would stop and ask.")
    if said := failure(found):
        yield said


def _list(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name or _('unknown')} {n}" for name, n in ordered)
