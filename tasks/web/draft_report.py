"""A dry run as a report: its finding as the title, the cause below it, and every figure that a manager decides by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tasks.intake import faults, pairing
from tasks.intake.dry_run import words
from tasks.intake.pairing import PAIR, Limits
from tasks.models import Batch, Project
from tasks.rubric import versions
from tasks.templatetags.counts import grouped, percent

Json = dict[str, Any]
TELLING = 10  # hours, below which a decimal says something
SPREAD = ("p5", "p50", "p95", "max")
Pairing = Batch.Pairing
WAYS = {
    Pairing.AUTO: gettext_lazy("All together, as far as the rubric takes them"),
    Pairing.RING: gettext_lazy("A ring: each answer meets two others"),
    Pairing.ALL: gettext_lazy("Every pair"),
    Pairing.RANDOM: gettext_lazy("Random opponents"),
}
TABLE = "table"
# Reasons that a mapping of keys mends.
UNMAPPED = {"unknown_layout", "texts_not_used", "which_prompt", "no_text_in_list"}


def has_found(survey: Json | None) -> bool:
    """Tell whether there is anything to show: the rest may still be counted."""
    return "first_items" in (survey or {})


def progress(batch: Batch) -> Json:
    """Say how far the look has come; empty when it is over."""
    survey = batch.survey or {"progress": {}}
    if "progress" not in survey:
        return {}
    told: Json = survey["progress"]
    return {
        "lines": told.get("lines", 0),
        "bytes_read": told.get("bytes_read", 0),
        "bytes": batch.n_bytes or 1,
    }


def title(survey: Json) -> str:
    lines, ready = n_rows(survey), survey["accepted"]
    if is_unmapped(survey):
        return _("It is not clear what the columns are")
    if survey["error"]:
        return _("This cannot be read")
    if survey["too_many_rejected"]:
        return _("%(rejected)s of %(lines)s lines cannot be read") % {
            "rejected": grouped(survey["rejected"]),
            "lines": grouped(lines),
        }
    if survey.get("comes_to_nothing"):
        return _("Nothing would come of this upload")
    if ready and ready == survey["waiting"]:
        return ngettext("%(n)s line waits for answers", "%(n)s lines wait for answers", ready) % {
            "n": grouped(ready)
        }
    if ready == lines and "progress" in survey:
        return _("The first %(n)s lines are ready") % {"n": grouped(lines)}
    if ready == lines:
        return ngettext("The line is ready", "All %(n)s lines are ready", lines) % {"n": grouped(lines)}
    return _("%(ready)s of %(lines)s lines are ready") % {"ready": grouped(ready), "lines": grouped(lines)}


def n_rows(survey: Json) -> int:
    """Count what a file holds, as people count it: no header, and a cell of two lines is in one row."""
    # A draft of an earlier version has no rows.
    return int(survey["rows"] if "rows" in survey else survey["lines"])


def lead(project: Project, survey: Json) -> str:
    """Say what keeps the rest out, and that nothing is written yet."""
    if is_unmapped(survey):
        return _("Say below what each column is, and look again. Nothing has been written.")
    if survey["error"]:
        return _("%(cause)s Nothing has been written.") % {"cause": words.failure(survey)}
    nothing = words.failure_to_come(survey)
    return " ".join([*_causes(project, survey), *filter(None, [nothing]), _("Nothing has been written.")])


def _causes(project: Project, survey: Json) -> Iterator[str]:
    if survey["too_many_rejected"]:
        yield _(
            "That is %(share)s %%, more than the project's %(most)s %%: an import would stop and ask."
        ) % {
            "share": percent(survey["rejected"] / n_rows(survey)),
            "most": percent(project.max_rejected),
        }
    elif n := survey["rejected"]:
        yield ngettext("%(n)s cannot be read.", "%(n)s cannot be read.", n) % {"n": grouped(n)}
    if n := survey["duplicates"]["in_project"]:
        yield ngettext("%(n)s is in the project already.", "%(n)s are in the project already.", n) % {
            "n": grouped(n)
        }
    if n := survey["duplicates"]["in_file"]:
        yield ngettext("%(n)s repeats another line.", "%(n)s repeat other lines.", n) % {"n": grouped(n)}
    if (n := survey["waiting"]) and n < survey["accepted"]:
        yield ngettext("%(n)s waits for answers.", "%(n)s wait for answers.", n) % {"n": grouped(n)}
    if not survey["complete"]:
        yield _("Only the first %(n)s lines were looked at.") % {"n": grouped(survey["lines"])}
    if said := words.exactness(survey):
        yield said


def button(survey: Json) -> str:
    """Name what the main button does; empty when there is nothing to import."""
    if survey["error"] or not survey["accepted"]:
        return ""
    if not survey["complete"] or "progress" in survey:
        return _("Import the whole file")
    if n := survey["items"]:
        return ngettext("Import one item", "Import %(n)s items", n) % {"n": grouped(n)}
    n = survey["accepted"]
    return ngettext("Import one line", "Import %(n)s lines", n) % {"n": grouped(n)}


def cost(survey: Json) -> str:
    """Say what rating it all takes, from the least to the most."""
    told = {
        name: f"{value:,.1f}" if value < TELLING else grouped(value) for name, value in survey["cost"].items()
    }
    told |= {name: grouped(survey["cost"][name]) for name in ("ratings_least", "ratings_most")}
    if told["ratings_least"] == told["ratings_most"]:
        return _("%(ratings_least)s ratings, about %(hours_least)s hours of raters' work") % told
    return (
        _(
            "%(ratings_least)s to %(ratings_most)s ratings, about %(hours_least)s to %(hours_most)s hours "
            "of raters' work"
        )
        % told
    )


def is_unmapped(survey: Json) -> bool:
    """Say whether an upload failed only because nobody knows what its keys or columns are."""
    has_names = any(file.get("header") or file.get("keys") for file in survey.get("files", []))
    codes = set(survey["rejected_codes"])
    return has_names and not survey["accepted"] and bool(codes) and codes <= UNMAPPED


def codes(survey: Json) -> list[Json]:
    """Give the reasons why lines are left out, most frequent first, by the words of the first line of each."""
    first = {line["code"]: line for line in reversed(survey["rejected_lines"])}
    counted = sorted(survey["rejected_codes"].items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {
            "code": code,
            "n": n,
            "message": faults.message(code, first[code]["details"]) if code in first else code,
        }
        for code, n in counted
    ]


def rejected(survey: Json) -> list[Json]:
    """Give the first lines left out with their words; of columns that nobody knows, each line says the same."""
    return [] if is_unmapped(survey) else words.worded(survey)["rejected_lines"]


def notices(survey: Json) -> list[Json]:
    """Say what the import would do to lines that it takes."""
    return [
        {"code": code, "n": n, "message": faults.NOTICES.get(code, code)}
        for code, n in survey["warnings"].items()
    ]


def languages(survey: Json) -> list[tuple[str, int]]:
    counted = sorted(survey["languages"].items(), key=lambda pair: -pair[1])
    return [(code or _("not known"), n) for code, n in counted if n]


def lengths(survey: Json) -> list[tuple[str, list[int]]]:
    rows = ((_("Prompts"), "prompt"), (_("Answers"), "answer"))
    return [(name, [survey["lengths"][key][part] for part in SPREAD]) for name, key in rows]


def found(survey: Json) -> dict[str, str]:
    """Name what the empty choice of layout and of encoding stands for."""
    layouts = ", ".join(survey.get("layouts", {}))
    encodings = ", ".join(
        sorted({file["encoding"] for file in survey.get("files", []) if file.get("encoding")})
    )
    return {
        "layout": _("as recognised: %(found)s") % {"found": layouts}
        if layouts
        else _("recognise it by its keys"),
        "encoding": _("as found: %(found)s") % {"found": encodings} if encodings else _("find it out"),
    }


def pairings(batch: Batch, survey: Json) -> list[Json]:
    """Give the ways in which more answers than the rubric shows can meet, each with the items that it makes.

    Where the rubric takes two, pairs are made as a ring unless somebody says otherwise.
    """
    shown = versions.by_id(batch.rubric_version_id).completions
    limits = Limits(shown.min, shown.max)
    counts = {int(n): lines for n, lines in survey.get("n_answers", {}).items()}
    if not limits.least <= PAIR <= limits.most or not any(n > PAIR for n in counts):
        return []
    ways = [(value, name) for value, name in WAYS.items() if value or limits.most > PAIR]
    chosen = batch.pairing or ("" if limits.most > PAIR else Pairing.RING)
    return [
        {
            "value": value,
            "name": name,
            "is_chosen": value == chosen,
            "n": sum(lines * _n_items(n, limits, value, batch.n_opponents) for n, lines in counts.items()),
        }
        for value, name in ways
    ]


def _n_items(n: int, limits: Limits, way: str, n_opponents: int) -> int:
    if (
        way == Pairing.ALL and n > PAIR
    ):  # written down, they would be millions where the answers are thousands
        return n * (n - 1) // 2
    return len(pairing.items_of(n, limits, pairing=way, n_opponents=n_opponents))


def tables(survey: Json) -> list[Json]:
    """Give the files of which somebody may say what their columns are."""
    return [file for file in survey.get("files", []) if file["kind"] == TABLE and file["header"]]
