"""Pausing one rater in one project, with a reason that the rater reads, and the way back.

What is open may be finished and ratings stay; what waits in the tray goes back, and the door's rule gives nothing more
until the rater goes on. Whom a manager may pause is the caller's to decide; a login is closed by `tasks.deactivating`.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import Invalid
from raters import security_events
from raters.models import Rater, User
from tasks.assignment import leasing
from tasks.models import Project, Tray

LONGEST_NOTE = 500
Kind = security_events.Kind
PAUSED = Tray.StoppedFor.RATER_PAUSED


class NoteMissing(Invalid):
    code = "note_missing"


@transaction.atomic
def pause(*, project: Project, rater: Rater, note: str, by: User) -> None:
    """Stop giving a rater items of a project.

    Raises: NoteMissing.
    """
    note = note.strip()
    if not 0 < len(note) <= LONGEST_NOTE:
        said = _("Write why in up to %(most)s characters; the rater reads it.") % {"most": LONGEST_NOTE}
        raise NoteMissing(said, fields={"note": said})
    stopped = {"stopped_for": PAUSED, "stopped_note": note, "due_at": None}
    leasing.recall_from(rater=rater, project=project)
    Tray.objects.update_or_create(project=project, rater=rater, defaults=stopped)
    security_events.record_of(Kind.RATER_PAUSED, by=by, user=_login(rater), label=project.slug)


@transaction.atomic
def go_on(*, project: Project, rater: Rater, by: User) -> None:
    """Let a paused rater go on; who is not paused is left alone."""
    paused = Tray.objects.filter(project=project, rater=rater, stopped_for=PAUSED)
    if paused.update(stopped_for="", stopped_note=""):
        security_events.record_of(Kind.RATER_WENT_ON, by=by, user=_login(rater), label=project.slug)


def paused_in(project: Project) -> dict[int, str]:
    """Return the paused raters of a project with the notes they read."""
    return dict(project.trays.filter(stopped_for=PAUSED).values_list("rater", "stopped_note"))


def _login(rater: Rater) -> User:
    """Return the login of a person; imported raters and judges have none and are given no items."""
    assert rater.user is not None  # noqa: S101 (only people are paused)
    return rater.user
