"""The views of rating: the page, and the posts of its form. Without script every post leads back to it."""

from __future__ import annotations

from typing import Any

import orjson
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.accepts import wants_json
from config.errors import Conflict, Invalid
from config.security.limits import limited
from raters.access import Right, needs, rater_of
from raters.models import Rater
from tasks import jobs
from tasks.assignment import door, leasing, opening, presentation, reading, reopening
from tasks.models import Assignment, Project
from tasks.rating import drafts, giving_back, undo
from tasks.rating.next import Step, submit_and_open_next
from tasks.rating.submission import AlreadyRated, Caller
from tasks.rubric import versions
from tasks.rubric.form import from_post
from tasks.rubric.page import Fields
from tasks.web import finding, rating_page
from tasks.web.reasons import why

# Beside these reasons the rater is offered what they skipped last.
OFFERED = (opening.ALL_SKIPPED, opening.ALL_LEASED, opening.NO_WORK, door.TOO_MANY_SKIPS)


@require_GET
@needs(Right.RATE)
def rate(request: HttpRequest, slug: str) -> HttpResponse:
    project, rater = finding.project(request, slug), rater_of(request.user)
    opened, reason = opening.open_next(project=project, rater=rater, now=timezone.now())
    if opened is None:
        skipped = reopening.last_given_back(project=project, rater=rater) if reason in OFFERED else None
        note = door.note_for(project=project, rater=rater)
        shown = {"project": project, "why": why(reason), "skipped": skipped, "note": note}
        return render(request, "tasks/nothing.html", shown)
    return _page(request, opened, project, rater)


@require_POST
@needs(Right.RATE)
@limited("rate")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    fields = dict(request.POST.lists())
    try:
        step = _submit(request, pk, fields)
    except Invalid as problem:
        if wants_json(request):
            raise
        return _refused(request, pk, fields, problem)
    except (AlreadyRated, reading.GivenBack) as problem:
        return _done_elsewhere(request, pk, problem)
    if step.submitted.tray_is_low:
        jobs.ring(jobs.fill_trays)
    if not wants_json(request):
        return _to_page(request, step)
    return HttpResponse(orjson.dumps(_answer(step)), status=201, content_type="application/json")


def _submit(request: HttpRequest, pk: int, fields: Fields) -> Step:
    key = request.headers.get("Idempotency-Key") or request.POST.get("key", "")
    return submit_and_open_next(
        caller=Caller(user_id=request.user.pk),
        assignment_id=pk,
        read=lambda rubric: from_post(rubric, fields),
        key=key[:128],
        language=get_language() or "en",
        now=timezone.now(),
    )


def _answer(step: Step) -> dict[str, Any]:
    return {
        "rating": step.submitted.rating,
        "surplus": step.submitted.surplus,
        "next": rating_page.for_scripts(step.next) if step.next else None,
        "reason": step.reason,
    }


def _to_page(request: HttpRequest, step: Step) -> HttpResponse:
    messages.success(request, _("Submitted. You may undo it for 10 minutes"))
    return _see(Project.objects.get(pk=step.submitted.project_id))


def _refused(request: HttpRequest, pk: int, fields: Fields, problem: Invalid) -> HttpResponse:
    """Show the page again as it was posted; what can be kept is kept as the draft."""
    assignment = _assignment(request, pk)
    rater, revision = rater_of(request.user), rating_page.revision_of(fields)
    try:
        drafts.save(assignment_id=pk, rater=rater, content=_content(assignment, fields), revision=revision)
    except drafts.DraftMovedOn:
        messages.warning(
            request,
            _(
                "This draft was changed in another window. Submit again to use what stands here, or load the "
                "page again to take the other version."
            ),
        )
    except Invalid:
        pass  # said by the problem that is shown
    return _page(request, pk, assignment.project, rater, fields=fields, problem=problem)


def _done_elsewhere(request: HttpRequest, pk: int, problem: Conflict) -> HttpResponse:
    """Lead on to the next item from one that another window has submitted or given back."""
    if wants_json(request):
        raise problem
    messages.warning(request, problem.message)
    return _see(_assignment(request, pk).project)


@require_POST
@needs(Right.RATE)
@limited("rate")
def save_draft(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = _assignment(request, pk)
    fields = dict(request.POST.lists())
    draft = drafts.save(
        assignment_id=pk,
        rater=rater_of(request.user),
        content=_content(assignment, fields),
        revision=rating_page.revision_of(fields),
    )
    if wants_json(request):
        return JsonResponse({"saved_at": draft.saved_at, "revision": draft.revision})
    return _see(assignment.project)


@require_POST
@needs(Right.RATE)
@limited("rate")
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        giving_back.skip(assignment_id=pk, rater=rater_of(request.user), reason=reason)
    except giving_back.TooManySkips as problem:
        return _too_many(request, pk, problem)
    except leasing.LeaseLost as problem:
        return _done_elsewhere(request, pk, problem)
    return _see(_assignment(request, pk).project)


@require_POST
@needs(Right.RATE)
@limited("rate")
def release(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        giving_back.release(assignment_id=pk, rater=rater_of(request.user))
    except giving_back.TooManySkips as problem:
        return _too_many(request, pk, problem)
    except leasing.LeaseLost as problem:
        return _done_elsewhere(request, pk, problem)
    messages.success(request, _("The item is given back. Your draft is kept."))
    return redirect("tray")


def _too_many(request: HttpRequest, pk: int, problem: giving_back.TooManySkips) -> HttpResponse:
    """Leave the rater on the item, with the reason why it cannot be skipped yet."""
    assignment = _assignment(request, pk)
    if wants_json(request) or assignment.state != Assignment.State.OPEN:
        raise problem
    messages.warning(request, problem.message)
    page = _page(request, pk, assignment.project, rater_of(request.user))
    page.status_code, page["Retry-After"] = 429, str(problem.details["wait"])
    return page


@require_POST
@needs(Right.RATE)
@limited("rate")
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    ends_at = leasing.extend(assignment_id=pk, rater=rater_of(request.user))
    if wants_json(request):
        return JsonResponse({"lease_expires_at": ends_at})
    return _see(_assignment(request, pk).project)


@require_POST
@needs(Right.RATE)
@limited("rate")
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        assignment = reopening.resume(assignment_id=pk, rater=rater_of(request.user))
    except Conflict as problem:
        messages.warning(request, problem.message)
        return redirect("tray")
    return _see(assignment.project)


@require_POST
@needs(Right.RATE)
@limited("rate")
def undo_last(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    try:
        undo.undo(rater=rater_of(request.user), project=project)
    except Conflict as problem:
        messages.warning(request, problem.message)
    else:
        messages.info(
            request,
            _(
                "Your last rating is open again. It counts as it was until you submit it anew or skip the item."
            ),
        )
    return _see(project)


def _assignment(request: HttpRequest, pk: int) -> Assignment:
    mine = Assignment.objects.filter(rater=rater_of(request.user))
    return get_object_or_404(mine.select_related("project"), pk=pk)


def _content(assignment: Assignment, fields: Fields) -> dict[str, Any]:
    return from_post(versions.by_id(assignment.rubric_version_id), fields)


def _page(request: HttpRequest, pk: int, project: Project, rater: Rater, **refused: Any) -> HttpResponse:
    assignment = presentation.to_json(presentation.load(pk), language=get_language() or "en")
    shown = rating_page.context(assignment, project=project, rater=rater, **refused)
    return render(request, "tasks/rate.html", shown, status=422 if refused else 200)


def _see(project: Project) -> HttpResponse:
    return HttpResponseRedirect(reverse("rate", args=[project.slug]), status=303)
