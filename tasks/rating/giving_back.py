"""What a rater does not rate: skipping an item for a coded reason, and giving it back.

Both are limited by the hour, in which ratings that could not judge count too (`tasks/assignment/unrated.sql`).
Where the rater had taken a rating back before, that rating is retracted for good: it leaves the tally and its slot
returns. Opening what was given back again is `tasks.assignment.reopening`'s.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.errors import Invalid
from config.security.limits import TooManyRequests
from raters.models import Rater
from tasks.assignment import door, leasing
from tasks.models import Assignment, Tray
from tasks.rating import retracting
from tasks.rubric import versions

# The oldest of the last `most` acts within the hour; when there are so many, it has to grow an hour old.
_WAIT = """
SELECT extract(epoch FROM unrated.at + interval '1 hour' - clock_timestamp())
  FROM ({unrated}) unrated ORDER BY unrated.at DESC OFFSET %(most)s - 1 LIMIT 1
""".format(unrated=door.UNRATED.format(rater="%(rater)s", project="%(project)s"))


class TooManySkips(TooManyRequests):
    code = "too_many_skips"


class UnknownReason(Invalid):
    code = "unknown_reason"


def skip(*, assignment_id: int, rater: Rater, reason: str) -> Assignment:
    """Pass an item on to another rater for a coded reason.

    Raises: AssignmentMissing, LeaseLost, UnknownReason, TooManySkips.
    """
    return _give_back(assignment_id, rater, Assignment.State.SKIPPED, reason)


def release(*, assignment_id: int, rater: Rater) -> Assignment:
    """Give an assignment back unrated; it may come to the same rater again only if it was never opened.

    Raises: AssignmentMissing, LeaseLost, TooManySkips.
    """
    return _give_back(assignment_id, rater, Assignment.State.RELEASED)


def _give_back(assignment_id: int, rater: Rater, state: Assignment.State, reason: str = "") -> Assignment:
    with transaction.atomic():
        assignment = leasing.locked(assignment_id, rater)
        if state == Assignment.State.SKIPPED:
            _need_known(assignment, reason)
        leasing.need_live(assignment)
        _need_allowance(assignment)
        if assignment.undone_at:
            retracting.retract(assignment)
        leasing.end([assignment], state, reason)
        assignment.state = state
    return assignment


def _need_known(assignment: Assignment, reason: str) -> None:
    if reason not in {option.code for option in versions.by_id(assignment.rubric_version_id).skips}:
        raise UnknownReason(
            _("Choose why you skip this item."), fields={"reason": _("This reason is not known.")}
        )


def _need_allowance(assignment: Assignment) -> None:
    """Count what the rater passed on within the hour; the tray's row keeps two acts at once apart."""
    project, rater = assignment.project, assignment.rater_id
    list(Tray.objects.filter(project=project, rater=rater).select_for_update())
    values: dict[str, Any] = {"rater": rater, "project": project.pk, "most": project.max_skips_per_hour}
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, values)
        row = cursor.fetchone()
    if row is None:
        return
    wait = max(1, ceil(row[0]))
    minutes = ceil(wait / 60)
    said = ngettext(
        "You may skip, give back or leave unjudged %(most)s items an hour here. Try again in %(minutes)s minute.",
        "You may skip, give back or leave unjudged %(most)s items an hour here. Try again in %(minutes)s minutes.",
        minutes,
    )
    raise TooManySkips(said % {"most": project.max_skips_per_hour, "minutes": minutes}, wait=wait)
