"""Takes the last submit back for ten minutes: the same assignment is active again, prefilled.

The old version stays current until a new one is submitted, so nothing is taken out of the tally here.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.errors import Conflict
from raters.models import Rater
from tasks.assignment import door
from tasks.assignment.reopening import reopened
from tasks.models import Assignment, Draft, Item, Project, Rating
from tasks.rating import revision
from tasks.rubric import versions
from tasks.rubric.answers import to_payload

WINDOW = timedelta(minutes=10)
REVISIONS_A_VERSION = 100_000


class NothingToUndo(Conflict):
    code = "nothing_to_undo"


def undo(*, rater: Rater, project: Project, assignment_id: int | None = None) -> Assignment:
    """Open the rater's last submitted assignment again (or the one named), with its rating as the draft.

    Raises: NothingToUndo when it is older than ten minutes or an adjudicator has the item, what `door.need` raises.
    """
    with transaction.atomic():
        found = Assignment.objects.filter(
            rater=rater,
            project=project,
            state=Assignment.State.SUBMITTED,
            submitted_at__gt=Now() - WINDOW,
            item__state__in=[Item.State.OPEN, Item.State.SETTLED, Item.State.CONTESTED],
        )
        if assignment_id is not None:
            found = found.filter(pk=assignment_id)
        last = found.order_by("-submitted_at", "-pk").select_for_update(of=("self",)).first()
        if last is None:
            raise NothingToUndo(
                _("A rating can be taken back for ten minutes. Yours is older, or there is none.")
            )
        door.need(project=project, rater=rater, assignment_id=last.pk)
        again = reopened(until=F("submitted_at"), lease_minutes=project.lease_minutes)
        Assignment.objects.filter(pk=last.pk).update(undone_at=Now(), **again)
        content, saved = prefilled(last)
        Draft.objects.update_or_create(
            assignment=last, defaults={"content": content, "revision": saved, "saved_at": Now()}
        )
    return last


def prefilled(assignment: Assignment) -> tuple[dict[str, object], int]:
    """Return the current rating of an assignment as a draft, in canonical order like any draft, and its revision.

    The revision is above any that a page opened before the submit can have seen, so that such a page is found stale.
    """
    rating = Rating.objects.get(assignment=assignment, current=True)
    rubric = versions.by_id(rating.rubric_version_id)
    return to_payload(revision.answers_of(rating), rubric), rating.version * REVISIONS_A_VERSION + 1
