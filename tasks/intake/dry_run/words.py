"""What a dry run found, in the words of the language that is active: for programs, and line by line for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks.intake import faults

SHOWN = 5

Survey = Mapping[str, Any]


def worded(found: Survey) -> dict[str, Any]:
    """Add message and remedy to each rejected line, and say why the files could not be read, if so.

    A survey that is still being taken has its `progress` and no words.
    """
    if "progress" in found:
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


def sentences(found: Survey) -> list[str]:
    """Say everything that was found, a line each."""
    return [*_files(found), *_counts(found), *_texts(found), *_cost(found), *_bad(found)]


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
    if not found["complete"] and not found["error"]:
        yield _("Only the beginning was read; the counts are of that.")


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
    if n := found["names_model"]:
        yield ngettext("%(n)d answer names its own model.", "%(n)d answers name their own model.", n) % {
            "n": n
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
    if found["too_many_rejected"]:
        yield _("So many lines are bad that the import would stop and ask.")
    if said := failure(found):
        yield said


def _list(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name or _('unknown')} {n}" for name, n in ordered)
