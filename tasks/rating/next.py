"""A submit as a rater experiences it: the rating is stored, and the next item is there, or the reason why not.

The hot path takes the next assignment from the tray; only when the tray was empty is it filled here, afterwards,
in a transaction of its own: an accepted rating does not depend on what comes next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from raters.models import Rater
from tasks.assignment import door, opening, presentation
from tasks.models import Project
from tasks.rating.submission import Caller, ReadPayload, Submitted, submit


@dataclass(frozen=True, slots=True)
class Step:
    """A stored rating, and the next assignment's JSON or the reason why there is none, with a manager's note."""

    submitted: Submitted
    next: dict[str, Any] | None
    reason: str
    note: str = ""


def submit_and_open_next(
    *, caller: Caller, assignment_id: int, read: ReadPayload, key: str, language: str, now: datetime
) -> Step:
    """Store a rating and open the next assignment.

    Raises: what `submission.submit` raises.
    """
    submitted = submit(caller=caller, assignment_id=assignment_id, read=read, key=key)
    if submitted.next is not None:
        return Step(submitted, presentation.to_json(submitted.next, language=language), "")
    project = Project.objects.get(pk=submitted.project_id)
    rater = Rater.objects.get(pk=submitted.rater_id)
    opened, reason = opening.open_next(project=project, rater=rater, now=now)
    if opened is None:
        return Step(submitted, None, reason, door.note_for(project=project, rater=rater))
    return Step(submitted, presentation.to_json(presentation.load(opened), language=language), "")
