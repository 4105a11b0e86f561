"""Files that come in through the browser: a new batch to be looked at first, or more files for one that is in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.errors import DomainError
from config.security.limits import limited
from config.security.uploads import takes_upload
from raters.access import Right, needs
from tasks import jobs
from tasks.intake import receiving
from tasks.intake.choices import Options
from tasks.web import finding, projects
from tasks.web.forms import put_errors
from tasks.web.upload_forms import Upload


@needs(Right.MANAGE)
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Store an upload as a draft, which is looked through before anything of it is imported."""
    project = finding.project(request, slug)
    form = Upload(request.POST, request.FILES)
    if form.is_valid():
        try:
            batch = receiving.receive(
                project=project,
                user=finding.user_of(request),
                uploads=form.uploads(),
                options=Options(hold=True),
                draft=True,
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            jobs.ring(jobs.survey_batches)
            return redirect("batch_draft", slug, batch.pk)
    return projects.page(request, project, form=form)


@takes_upload
@require_POST
@needs(Right.MANAGE)
@limited("upload")
def extend(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add files to a batch; they are imported at once, under the choices that stand on it."""
    batch = finding.batch(request, slug, pk)
    form = Upload(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose at least one file."))
        return redirect("batch", slug, pk)
    try:
        receiving.extend(batch=batch, uploads=form.uploads())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        jobs.ring(jobs.import_batches)
        messages.success(request, _("The files have arrived and are being read."))
    return redirect("batch", slug, pk)
