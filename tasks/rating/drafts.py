"""Keeps what a rater has filled in, whatever becomes of the lease; stored in canonical order, like ratings."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.errors import Conflict, Invalid
from raters.models import Rater
from tasks.assignment.leasing import AssignmentMissing
from tasks.models import Assignment, Draft
from tasks.rubric import versions
from tasks.rubric.answers import canonical, to_payload
from tasks.rubric.answers import draft as check

LIMIT_BYTES = 256 * 1024


class DraftTooLong(Invalid):
    code = "draft_too_long"


class DraftMovedOn(Conflict):
    """Another tab or device has saved since; `details` has the stored revision."""

    code = "draft_moved_on"


def save(*, assignment_id: int, rater: Rater, content: dict[str, Any], revision: int | None = None) -> Draft:
    """Store a draft; with `revision`, only if that is still the one the draft was made from.

    Raises: AssignmentMissing, InvalidRating when it holds what no rating may hold, DraftTooLong, DraftMovedOn.
    """
    with transaction.atomic():
        assignment = _of(assignment_id, rater)
        stored_content = _canonical(assignment, content)
        stored = Draft.objects.filter(assignment=assignment).first()
        if stored and revision is not None and revision != stored.revision:
            raise DraftMovedOn(_("This draft was changed in another window."), revision=stored.revision)
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


def _of(assignment_id: int, rater: Rater) -> Assignment:
    mine = Assignment.objects.filter(pk=assignment_id, rater=rater)
    found = mine.select_for_update(of=("self",)).select_related("presentation").first()
    if found is None:
        raise AssignmentMissing(_("There is no such assignment of yours."))
    return found


def _canonical(assignment: Assignment, content: dict[str, Any]) -> dict[str, Any]:
    rubric = versions.by_id(assignment.rubric_version_id)
    order = assignment.presentation.order
    answers = check(rubric=rubric, n_completions=len(order), payload=content)
    payload = to_payload(canonical(answers, order), rubric)
    if not payload["active_ms"]:
        del payload["active_ms"]
    if len(orjson.dumps(payload)) > LIMIT_BYTES:
        raise DraftTooLong(_("This draft is too long to be kept."))
    return payload
