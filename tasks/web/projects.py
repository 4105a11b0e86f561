"""The views of projects: the list, a new one, the overview. What is uploaded is `uploads`'."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.errors import DomainError
from raters.access import Right, may, needs
from raters.models.rater import ROUTED
from tasks import figures, projects
from tasks.assignment import waiting
from tasks.models import Project
from tasks.policy import evaluation
from tasks.web import finding, report
from tasks.web.batch_rows import newest
from tasks.web.forms import NewProject, put_errors
from tasks.web.upload_forms import Upload


@require_GET
@needs(Right.MANAGE, Right.EXPORT)
def projects_list(request: HttpRequest) -> HttpResponse:
    return render(request, "tasks/projects.html", {"projects": figures.of_projects(finding.user_of(request))})


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
            messages.success(request, _("%(name)s is made. Add its first batch.") % {"name": project.name})
            return redirect("project", project.slug)
    return render(request, "tasks/project_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@needs(Right.MANAGE, Right.EXPORT)
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    return page(request, finding.project(request, slug))


def page(request: HttpRequest, project: Project, *, form: Upload | None = None) -> HttpResponse:
    """Show a project, with the form that could not be taken, if one of its forms was sent."""
    shown: dict[str, Any] = {
        "project": project,
        "report": report.of(project),
        "evaluation": evaluation.standing(project),
        "n_batches": project.batches.count(),
        "n_members": project.memberships.count(),
        "form": form or Upload(),
    }
    if may(request.user, Right.MANAGE):
        languages, shown["is_whole_queue"] = waiting.unread(project)
        shown["unread"] = [(ROUTED[code], n) for code, n in languages.items()]
    status = 422 if form else 200
    return render(request, "tasks/project.html", shown | newest(project), status=status)
