"""The page of an upload that nothing is imported of yet: what the dry run found, what to choose, and the word to go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.errors import DomainError
from config.security.limits import limited
from raters.access import Right, needs
from tasks import jobs
from tasks.intake import deleting, receiving
from tasks.intake.dry_run import drafts
from tasks.models import Batch
from tasks.web import draft_findings, draft_report, finding, mapping, previews
from tasks.web.forms import put_errors
from tasks.web.upload_forms import Choices


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE, Right.EXPORT)
@limited("page")
def draft(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    batch = finding.batch(request, slug, pk)
    if batch.status != Batch.Status.DRAFT:
        return _leave(request, batch)
    return choose(request, batch) if request.method == "POST" else _page(request, batch)


@needs(Right.MANAGE)
def choose(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Take what was chosen: look again under it, import under it, or put the upload away."""
    slug, wanted = batch.project.slug, request.POST.get("do", "")
    if wanted == "cancel":
        deleting.delete_batch(batch=batch)
        jobs.ring(jobs.delete_batches)
        return redirect(f"{reverse('project', args=[slug])}#upload")
    form = _form(batch, request)
    if form.is_valid():
        try:
            return _go(request, batch, form.options(), wanted)
        except DomainError as error:
            put_errors(form, error)
    return _page(request, batch, form)


def _go(request: HttpRequest, batch: Batch, options: receiving.Options, wanted: str) -> HttpResponse:
    slug = batch.project.slug
    if wanted == "import":
        drafts.confirm(batch=batch, options=options)
        jobs.ring(jobs.import_batches)
        messages.success(request, _("%(name)s is being imported.") % {"name": batch.name})
        return redirect("batch", slug, batch.pk)
    drafts.look_again(batch=batch, options=options)
    jobs.ring(jobs.survey_batches)
    return redirect("batch_draft", slug, batch.pk)


def _leave(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Send a page that is out of date to the batch, also where it asks by script."""
    answer = redirect("batch", batch.project.slug, batch.pk)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": answer["Location"]})
    return answer


def _page(request: HttpRequest, batch: Batch, form: Choices | None = None) -> HttpResponse:
    shown: dict[str, Any] = {"project": batch.project, "batch": batch, "form": form or _form(batch)}
    shown["progress"] = draft_report.progress(batch)
    if draft_report.has_found(batch.survey):
        shown |= _found(batch, batch.survey or {})
    else:
        shown["is_moving"] = True
    is_asked_again = request.headers.get("HX-Request") and request.method == "GET"
    template = _fragment(request) if is_asked_again else "tasks/draft.html"
    return render(request, template, shown, status=422 if form else 200)


def _fragment(request: HttpRequest) -> str:
    """While lines are counted only that is asked again, so that what is being chosen on the page stays."""
    is_counting = request.headers.get("HX-Target") == "counting"
    return "tasks/_draft_counting.html" if is_counting else "tasks/_draft.html"


def _form(batch: Batch, request: HttpRequest | None = None) -> Choices:
    survey = (batch.survey or {}) if draft_report.has_found(batch.survey) else {}
    return Choices(
        request.POST if request else None,
        options=receiving.options_of(batch),
        found=draft_report.found(survey),
        files=[file["name"] for file in survey.get("files", [])],
    )


def _found(batch: Batch, survey: dict[str, Any]) -> dict[str, Any]:
    return {
        "survey": survey,
        "title": draft_report.title(survey),
        "lead": draft_report.lead(batch.project, survey),
        "button": draft_report.button(survey),
        "cost": draft_report.cost(survey),
        "is_unmapped": draft_report.is_unmapped(survey),
        "rejected": draft_report.rejected(survey),
        "codes": draft_report.codes(survey),
        "notices": draft_report.notices(survey),
        "languages": draft_report.languages(survey),
        "lengths": draft_report.lengths(survey),
        "pairings": draft_report.pairings(batch, survey),
        "items": previews.of_survey(survey["first_items"]),
        **draft_findings.of(survey),
        "asks_same_id": draft_findings.asks_same_id(batch, survey),
        "tables": draft_report.tables(survey),
        "mapping": mapping.of_files(batch, survey),
        "labels": mapping.labels(batch, survey),
    }
