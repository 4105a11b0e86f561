"""The views of projects: the list, a new one, the overview with its uploads."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.errors import DomainError
from config.security.limits import limited
from config.security.uploads import takes_upload
from raters.access import Right, needs
from tasks import jobs, projects
from tasks.intake import receiving
from tasks.models import Project
from tasks.web import finding, report
from tasks.web.forms import NewProject, Upload, put_errors


@require_GET
@needs(Right.MANAGE, Right.EXPORT)
def projects_list(request: HttpRequest) -> HttpResponse:
    settled = Count("items", filter=Q(items__state__in=report.DONE))
    mine = Project.objects.for_user(finding.user_of(request))
    found = mine.annotate(n_items=Count("items"), n_settled=settled).order_by("name")
    return render(request, "tasks/projects.html", {"projects": found})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE)
def new_project(request: HttpRequest) -> HttpResponse:
    form = NewProject(request.POST or None, initial={"rubric": "exam", "form": Project.Form.FULL})
    if form.is_valid():
        try:
            project = projects.create_project(**form.values(), owner=finding.user_of(request))
        except DomainError as error:
            put_errors(form, error)
        else:
            return redirect("project", project.slug)
    return render(request, "tasks/project_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@needs(Right.MANAGE, Right.EXPORT)
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    return render(request, "tasks/project.html", _overview(project) | {"form": Upload()})


@takes_upload
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE, Right.EXPORT)
@limited("upload")
def batch_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the table of batches alone, for the page that asks again while one is imported; take an upload."""
    project = finding.project(request, slug)
    if request.method == "POST":
        return upload(request, slug)
    found = report.batches(project)
    return render(
        request,
        "tasks/_batches.html",
        {"project": project, "batches": found, "is_moving": report.is_moving(found)},
    )


@needs(Right.MANAGE)
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    form = Upload(request.POST, request.FILES)
    if form.is_valid():
        file, given = form.cleaned_data["file"], form.cleaned_data
        try:
            batch = receiving.receive(
                project=project,
                user=finding.user_of(request),
                uploads=[receiving.Upload(file.name, file.chunks())],
                options=receiving.Options(
                    fmt=given["format"],
                    hold=given["hold"],
                    duplicates="skip" if given["skip_duplicates"] else "keep",
                ),
            )
        except DomainError as error:
            put_errors(form, error)
        else:
            jobs.ring(jobs.import_batches)
            messages.success(request, _("%(name)s has arrived and is being read.") % {"name": batch.name})
            return redirect("batch", slug, batch.pk)
    return render(request, "tasks/project.html", _overview(project) | {"form": form}, status=422)


def _overview(project: Project) -> dict[str, object]:
    found = report.batches(project)
    return {
        "project": project,
        "report": report.of(project),
        "batches": found,
        "is_moving": report.is_moving(found),
        "n_members": project.memberships.count(),
    }
