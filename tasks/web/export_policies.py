"""Saved export policies on the pages: saving that of an export, making an export with one, forgetting one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.errors import Invalid
from config.security.limits import limited
from raters.access import Right, needs
from tasks import jobs
from tasks.exports import requests, saved
from tasks.models import Project
from tasks.web import finding


@require_POST
@needs(Right.EXPORT)
@limited("export")
def use(request: HttpRequest, slug: str) -> HttpResponse:
    """Make an export with a saved policy, or forget the policy."""
    project, user = finding.project(request, slug), finding.user_of(request)
    policy = saved.named(project, request.POST.get("name", ""))
    if request.POST.get("do") == "remove":
        saved.remove(project=project, user=user, name=policy.name)
        messages.success(request, _("The saved policy is gone; its exports stay."))
    else:
        requests.request_export(project=project, user=user, fmt=policy.format, policy_data=policy.policy)
        jobs.ring(jobs.write_exports)
        messages.success(request, _("The export has begun; the list shows when it is ready."))
    return redirect("exports", slug)


@require_POST
@needs(Right.EXPORT)
@limited("page")
def save(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Save the policy of an export under a name."""
    export = finding.export(request, slug, pk)
    project: Project = export.project
    try:
        saved.save(
            project=project,
            user=finding.user_of(request),
            name=request.POST.get("name", ""),
            fmt=export.format,
            policy_data=export.policy,
        )
    except Invalid as error:
        messages.error(request, error.message)
        return redirect("export", slug, pk)
    messages.success(request, _("The policy is saved."))
    return redirect("exports", slug)
