"""The pages of settings, of a project and of a batch: what stands, what a change would touch, and the change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.errors import DomainError
from config.security.limits import limited
from raters.access import Right, needs
from tasks import jobs
from tasks.models import Batch
from tasks.policy import changing, of_batches, touched
from tasks.policy.touched import Change
from tasks.web import finding
from tasks.web.forms import put_errors
from tasks.web.setting_forms import BatchSettings, ProjectSettings
from tasks.web.setting_words import changes_in_words

PREVIEW = "preview"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE)
@limited("page")
def of_project(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    form = ProjectSettings(request.POST) if request.method == "POST" else ProjectSettings.of(project)
    found: list[Change] | None = None
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("do") != PREVIEW:
                changing.change(project=project, by=finding.user_of(request), wanted=form.cleaned_data)
                return _changed(request, "settings", slug)
            found = touched.preview(project, form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
    own = project.batches.filter(_has_own()).exclude(status__in=Batch.LOST).order_by("-pk")[:50]
    return _page(request, "tasks/settings.html", form, found, {"project": project, "own": own})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE)
@limited("page")
def of_batch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    batch = finding.batch(request, slug, pk)
    form = BatchSettings(request.POST) if request.method == "POST" else BatchSettings.of(batch)
    found: list[Change] | None = None
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("do") != PREVIEW:
                of_batches.change(batch=batch, by=finding.user_of(request), wanted=form.cleaned_data)
                return _changed(request, "batch_settings", slug, pk)
            found = of_batches.preview(batch, form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
    shown: dict[str, Any] = {"project": batch.project, "batch": batch}
    return _page(request, "tasks/batch_settings.html", form, found, shown)


def _changed(request: HttpRequest, *address: Any) -> HttpResponse:
    jobs.ring(jobs.spread_settings)
    jobs.ring(jobs.fill_trays)
    messages.success(request, _("The settings are changed."))
    return redirect(*address)


def _page(
    request: HttpRequest,
    template: str,
    form: ProjectSettings | BatchSettings,
    found: Iterable[Change] | None,
    shown: dict[str, Any],
) -> HttpResponse:
    changes = None if found is None else changes_in_words(found, form)
    more = {"form": form, "changes": changes, "is_preview": changes is not None}
    return render(request, template, shown | more, status=422 if form.errors else 200)


def _has_own() -> Q:
    return ~Q(min_overlap=None) | ~Q(priority=0) | ~Q(deadline=None)
