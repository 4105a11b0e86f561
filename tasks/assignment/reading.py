"""Whether a rater may read an assignment: its texts, its media and its draft.

What was never opened is not shown, and what was given back is shown no more. A lease that has run out leaves the page
open, and what is submitted from it is taken, so that may be read. Whether the rater still may act is `door`'s.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from config.errors import Conflict
from raters.models import Rater
from tasks.assignment import door
from tasks.assignment.leasing import AssignmentMissing
from tasks.models import Assignment

READABLE = (Assignment.State.OPEN, Assignment.State.SUBMITTED, Assignment.State.EXPIRED)


class NotOpened(Conflict):
    code = "not_opened"


class GivenBack(Conflict):
    """The rater skipped the item or gave it back, or it was recalled."""

    code = "given_back"


def own(*, assignment_id: int, rater: Rater) -> Assignment:
    """Return a rater's assignment that they may read at this moment.

    Raises: AssignmentMissing, NotOpened, GivenBack, what `door.need` raises.
    """
    mine = Assignment.objects.filter(pk=assignment_id, rater=rater).select_related("project")
    found = mine.first()
    if found is None:
        raise AssignmentMissing(_("There is no such assignment of yours."))
    need_readable(state=found.state, was_opened=found.opened_at is not None)
    door.need(project=found.project, rater=rater, assignment_id=assignment_id)
    return found


def need_readable(*, state: str, was_opened: bool) -> None:
    """Insist that an assignment in this state may be read and rated.

    Raises: NotOpened, GivenBack.
    """
    if not was_opened:
        raise NotOpened(_("This item was never opened."))
    if state not in READABLE:
        raise GivenBack(_("You skipped this item or gave it back, so it is not yours any more."))
