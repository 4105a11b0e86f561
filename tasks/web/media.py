"""The views of media: what an assignment shows its rater, and what an item shows the staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from raters.access import Right, needs, rater_of
from tasks.assignment import media
from tasks.exports.delivery import downloads
from tasks.web import finding


@require_safe
@needs(Right.RATE)
def of_assignment(request: HttpRequest, pk: int, which: str) -> HttpResponseBase:
    found = media.of_assignment(assignment_id=pk, rater=rater_of(request.user), which=which)
    return downloads.show(request, **found._asdict())


@require_safe
@needs(Right.MANAGE, Right.EXPORT)
def of_item(request: HttpRequest, slug: str, pk: int, which: str) -> HttpResponseBase:
    found = media.of_item(item=finding.item(request, slug, pk), which=which)
    return downloads.show(request, **found._asdict())
