"""The views of projects: the list, a new one, the overview with its policy. What is uploaded is `uploads`'."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.errors import DomainError
from config.security.limits import limited
from raters.access import Right, needs
from tasks import projects
from tasks.models import Project
from tasks.web import finding, report
from tasks.web.batch_rows import newest
from tasks.web.forms import NewProject, Policy, put_errors
from tasks.web.upload_forms import Upload


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
            messages.success(request, _("%(name)s is made. Add its first batch.") % {"name": project.name})
            return redirect("project", project.slug)
    return render(request, "tasks/project_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@needs(Right.MANAGE, Right.EXPORT)
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    return page(request, finding.project(request, slug))


@require_POST
@needs(Right.MANAGE)
@limited("page")
def change_policy(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    form = Policy(request.POST)
    if form.is_valid():
        try:
            projects.change_policy(project=project, by=finding.user_of(request), **form.values())
        except DomainError as error:
            put_errors(form, error)
        else:
            messages.success(request, _("The policy holds from the next import and the next page on."))
            return redirect("project", slug)
    return page(request, project, policy=form)


def page(
    request: HttpRequest, project: Project, *, form: Upload | None = None, policy: Policy | None = None
) -> HttpResponse:
    """Show a project, with the form that could not be taken, if one of its forms was sent."""
    shown = {
        "project": project,
        "report": report.of(project),
        "n_batches": project.batches.count(),
        "n_members": project.memberships.count(),
        "form": form or Upload(),
        "policy": policy or Policy.of(project),
    }
    status = 422 if form or policy else 200
    return render(request, "tasks/project.html", shown | newest(project), status=status)
