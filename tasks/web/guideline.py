"""The view of a project's guideline: the version in force, its history, and publishing the next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.errors import DomainError
from config.security.limits import limited
from raters.access import Right, needs, require
from raters.guidelines import publishing
from raters.models import Guideline, GuidelineVersion
from tasks import guidelines
from tasks.models import Project
from tasks.rendering import cache
from tasks.web import finding
from tasks.web.forms import Publish, put_errors


@require_http_methods(["GET", "HEAD", "POST"])
@needs()
@limited("page")
def guideline(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    current = publishing.current(project.guideline) if project.guideline else None
    form = Publish(request.POST or None, initial=_initial(project.guideline, current))
    if request.method == "POST":
        require(request.user, Right.EDIT_GUIDELINE)
        if form.is_valid() and _publish(request, project, form):
            return redirect("guideline", slug)
    shown = _shown(project, current) | {"form": form}
    return render(request, "tasks/guideline.html", shown, status=422 if form.errors else 200)


def _publish(request: HttpRequest, project: Project, form: Publish) -> bool:
    given = form.cleaned_data
    try:
        version = guidelines.publish(
            project=project,
            name=given["name"],
            text_en=given["text_en"],
            text_zh=given["text_zh"],
            by=finding.user_of(request),
            now=timezone.now(),
        )
    except DomainError as error:
        put_errors(form, error)
        return False
    messages.success(request, _("Version %(n)s is in force.") % {"n": version.number})
    return True


def _initial(found: Guideline | None, current: Any) -> dict[str, str]:
    texts = {"text_en": current.text_en, "text_zh": current.text_zh} if current else {}
    return texts | {"name": found.name if found else ""}


def _shown(project: Project, current: Any) -> dict[str, Any]:
    text = publishing.text_for(current, get_language() or "en") if current else ""
    published = GuidelineVersion.objects.published().filter(guideline=project.guideline_id)
    return {
        "project": project,
        "current": current,
        "html": cache.html_for([text])[cache.digest(text)].html if text else "",
        "versions": published.select_related("created_by").order_by("-number"),
    }
