"""Finds what a request is about, or says that it is missing."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from config.errors import Invalid, Missing
from tasks.models import Assignment

Found = TypeVar("Found", bound=models.Model)


def one(rows: models.QuerySet[Found], **lookup: Any) -> Found:
    """Return the row among those that the caller may see.

    Raises: Missing, whether it does not exist or is not theirs.
    """
    found = rows.filter(**lookup).first()
    if found is None:
        raise Missing(_("There is no such thing, or it is not yours to see."))
    return found


def mapping(data: Any) -> dict[str, Any]:
    """Return a body that must be a JSON object.

    Raises: Invalid.
    """
    if not isinstance(data, dict):
        raise Invalid(_("The body must be a JSON object."))
    return data


def draft(data: Any) -> tuple[dict[str, Any], int | None]:
    """Return a draft's content and the revision that it was made from, if the body names one.

    Raises: Invalid.
    """
    content = dict(mapping(data))
    revision = content.pop("draft_revision", None)
    if revision is not None and (not isinstance(revision, int) or isinstance(revision, bool)):
        said = _("A revision is a whole number.")
        raise Invalid(said, fields={"draft_revision": said})
    return content, revision


def for_manager(assignment: Assignment) -> dict[str, Any]:
    """Describe an assignment to a manager: whose it is, of which line of which batch, and where it stands."""
    return {
        "id": assignment.pk,
        "rater": assignment.rater.pseudonym,
        "item": assignment.item_id,
        "batch": assignment.item.batch_id,
        "line": assignment.item.line,
        "external_id": assignment.item.detail.external_id,
        "order": assignment.presentation.order,
        "purpose": assignment.purpose,
        "state": assignment.state,
        "opened_at": assignment.opened_at,
        "submitted_at": assignment.submitted_at,
        "lease_expires_at": assignment.lease_expires_at,
    }
