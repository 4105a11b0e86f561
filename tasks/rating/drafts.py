"""Keeps what a rater has filled in, whatever becomes of the lease; stored in canonical order, like ratings.

A draft has a revision. Who saves names the one that their page was made from, so that of two open pages neither
overwrites the other in silence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.errors import Conflict, Invalid
from raters.models import Rater
from tasks.assignment import door, reading, reopening
from tasks.assignment.leasing import AssignmentMissing
from tasks.models import Assignment, Draft
from tasks.rubric import versions
from tasks.rubric.answers import canonical, to_payload
from tasks.rubric.answers import draft as check

LIMIT_BYTES = 256 * 1024


class DraftTooLong(Invalid):
    code = "draft_too_long"


class DraftMovedOn(Conflict):
    """Another tab or device has saved since; `details` has the stored revision and the one that was sent."""

    code = "draft_moved_on"


class AlreadySubmitted(Conflict):
    """The item was submitted, in another tab perhaps; a rating is changed by undo."""

    code = "already_rated"


def save(*, assignment_id: int, rater: Rater, content: dict[str, Any], revision: int | None = None) -> Draft:
    """Store a draft; with `revision`, only if that is still the one the draft was made from (0: there was none).

    Raises: AssignmentMissing, InvalidRating when it holds what no rating may hold, DraftTooLong, DraftMovedOn,
    AlreadySubmitted, NotOpened, GivenBack, what `door.need` raises.
    """
    with transaction.atomic():
        assignment = _of(assignment_id, rater)
        stored_content = _canonical(assignment, content)
        stored = Draft.objects.filter(assignment=assignment).first()
        _need_current(stored, revision)
        draft, _made = Draft.objects.update_or_create(
            assignment=assignment,
            defaults={
                "content": stored_content,
                "revision": stored.revision + 1 if stored else 1,
                "saved_at": Now(),
            },
        )
        draft.refresh_from_db(fields=["saved_at"])
    return draft


def _need_current(stored: Draft | None, revision: int | None) -> None:
    if revision is None or revision == (now := stored.revision if stored else 0):
        return
    raise DraftMovedOn(_("This draft was changed in another window."), revision=now, sent=revision)


def _of(assignment_id: int, rater: Rater) -> Any:
    mine = Assignment.objects.filter(pk=assignment_id, rater=rater).annotate(open_for_ms=reopening.open_ms())
    found = mine.select_for_update(of=("self",)).select_related("presentation", "project").first()
    if found is None:
        raise AssignmentMissing(_("There is no such assignment of yours."))
    if found.state == Assignment.State.SUBMITTED:
        raise AlreadySubmitted(_("You have submitted this item already. Use undo to change the rating."))
    reading.need_readable(state=found.state, was_opened=found.opened_at is not None)
    door.need(project=found.project, rater=rater, assignment_id=assignment_id)
    return found


def _canonical(assignment: Any, content: dict[str, Any]) -> dict[str, Any]:
    rubric = versions.by_id(assignment.rubric_version_id)
    order = assignment.presentation.order
    answers = check(rubric=rubric, n_completions=len(order), payload=content)
    answers = replace(answers, active_ms=min(answers.active_ms, assignment.open_for_ms))
    payload = to_payload(canonical(answers, order, rubric), rubric)
    if not payload["active_ms"]:
        del payload["active_ms"]
    if len(orjson.dumps(payload)) > LIMIT_BYTES:
        raise DraftTooLong(_("This draft is too long to be kept."))
    return payload
