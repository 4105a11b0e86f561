"""A batch as a report: its finding as the title, the cause below it, its figures, and the steps from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tasks.intake import batches, progress, results
from tasks.intake.dry_run import taking_back
from tasks.intake.progress import Progress
from tasks.models import Batch
from tasks.templatetags.counts import grouped, lasting, percent

Status = Batch.Status
AT_REST = (*batches.ARCHIVES_FROM, Status.ARCHIVED)
EXTENDS = (Status.OPEN, Status.HELD, Status.PAUSED, Status.CANCELLED, Status.FAILED)


@dataclass(frozen=True)
class Step:
    """A button: what it does, in a word and in a sentence."""

    verb: str
    name: str
    note: str
    is_main: bool = False


def title(batch: Batch) -> str:
    if batch.status == Status.DELETING:
        return _("This batch is being deleted")
    if batch.status == Status.FAILED:
        return _("The file could not be imported")
    if _is_nothing(batch):
        return _("Nothing came of this batch")
    if batch.status == Status.QUEUED:
        return _("The upload is waiting to be read")
    if batch.status == Status.IMPORTING:
        return ngettext("%(n)s line read so far", "%(n)s lines read so far", batch.n_lines) % {
            "n": grouped(batch.n_lines)
        }
    if batch.status == Status.STOPPED:
        return _("%(bad)s of %(lines)s lines are bad (%(share)s %%)") % {
            "bad": grouped(batch.n_rejected),
            "lines": grouped(batch.n_lines),
            "share": percent(batch.n_rejected / max(1, batch.n_lines)),
        }
    return _("%(taken)s of %(lines)s lines are in") % {
        "taken": grouped(batch.n_accepted),
        "lines": grouped(batch.n_lines),
    }


def lead(batch: Batch, going: Progress) -> str:
    if batch.status in (Status.FAILED, Status.HELD) and batch.error:
        return batches.failure(batch)
    if batch.status == Status.IMPORTING:
        return _pace(batch, going)
    if batch.status == Status.STOPPED:
        return _(
            "That is more than the project's limit of %(most)s %%, so the import has stopped and asks. "
            "What is in is kept, and raters see nothing of it."
        ) % {"most": percent(batch.project.max_rejected)}
    return {
        Status.QUEUED: _("You may leave this page; the work goes on."),
        Status.OPEN: _("Raters are given its items."),
        Status.HELD: _("Raters see nothing of it until you open it."),
        Status.PAUSED: _("Nothing new is given out. What a rater has open is finished and counts."),
        Status.ARCHIVED: _("It is put away: nothing of it is given out, its ratings stay and are exported."),
        Status.CANCELLED: _("It was cancelled; what had been read is kept."),
        Status.DELETING: _("Its items, lines and files go one after another; you may leave this page."),
    }[Status(batch.status)]


def _pace(batch: Batch, going: Progress) -> str:
    rejected = _("Rejected so far: %(n)s.") % {"n": grouped(batch.n_rejected)}
    if going.rows_a_second is None:
        return rejected
    pace = {"rate": grouped(going.rows_a_second), "rejected": rejected}
    if going.seconds_left is None:
        return _("%(rate)s lines a second. %(rejected)s") % pace
    left = {"left": lasting(going.seconds_left)}
    return _("%(rate)s lines a second, about %(left)s left. %(rejected)s") % (pace | left)


def steps(batch: Batch) -> list[Step]:
    """Give what may be done with a batch where it stands; deleting and adding files have places of their own."""
    hold = Step("hold", _("Hold"), _("Nothing new is given out; what raters hold stays theirs."))
    archive = Step("archive", _("Archive"), _("Out of sight and not given out; ratings stay."))
    cancel = Step("cancel", _("Cancel the import"), _("What is in stays, and is not given out."))
    again = Step("open", _("Open to raters"), _("Raters are given its items."), is_main=True)
    opens = [again] if batch.n_accepted and not _is_nothing(batch) else []
    looks = [_look()] if taking_back.may(batch) else []
    return {
        Status.QUEUED: [cancel],
        Status.IMPORTING: [cancel],
        Status.STOPPED: [
            Step("go-on", _("Import the rest all the same"), _("However many lines are bad."), is_main=True),
            Step("cancel", _("Give up"), _("What is in stays, and is not given out.")),
        ],
        Status.OPEN: [
            Step("pause", _("Pause"), _("Takes back what nobody has opened; what is open counts.")),
            hold,
            archive,
        ],
        Status.HELD: [*opens, *looks, archive],
        Status.PAUSED: [*opens, hold, archive],
        Status.CANCELLED: [*opens, archive],
        Status.FAILED: [*looks, archive],
        Status.ARCHIVED: [Step("restore", _("Restore"), _("It comes back held."), is_main=True)],
    }.get(Status(batch.status), [])


def _look() -> Step:
    note = _("Reads the upload again as a dry run, where you can name its keys; what was kept of it goes.")
    return Step("look", _("Say which key is which"), note, is_main=True)


def _is_nothing(batch: Batch) -> bool:
    return batch.status == Status.HELD and results.came_to_nothing(batch)


def figures(batch: Batch) -> list[tuple[str, int]]:
    """Give the counts that everybody asks for, and of the others those that are not nothing."""
    always = [
        (_("Lines"), batch.n_lines),
        (_("Taken"), batch.n_accepted),
        (_("Items"), batch.n_items),
        (_("Rejected"), batch.n_rejected),
    ]
    sometimes = [
        (_("Awaiting answers"), batch.n_waiting),
        (_("Duplicates"), batch.n_duplicates),
        (_("Ratings in it"), batch.n_ratings),
        (_("Notices"), batch.n_warnings),
    ]
    return always + [(name, n) for name, n in sometimes if n]


def state(batch: Batch) -> dict[str, Any]:
    """Give what changes while a batch is imported."""
    importing = batch.status == Status.IMPORTING
    going = progress.of(batch, progress.database_clock(batch)) if importing else Progress()
    return {
        "title": title(batch),
        "lead": lead(batch, going),
        "figures": figures(batch),
        "steps": steps(batch),
        "may_delete": batch.status in AT_REST,
        "may_extend": batch.status in EXTENDS,
    }
