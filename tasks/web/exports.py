"""The views of exports: those made so far, a new one, and their files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.security.limits import limited
from raters.access import Right, needs
from tasks.exports import requests, saved
from tasks.exports.delivery import archive, delivering, handing_over
from tasks.models import Export, Project
from tasks.web import finding, new_export

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.EXPORT)
@limited("export")
def exports(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    if request.method == "POST":
        return new_export.make(request, project)
    template = "tasks/_exports.html" if request.headers.get("HX-Request") else "tasks/exports.html"
    return render(request, template, _shown(project))


@require_POST
@needs(Right.EXPORT)
@limited("page")
def cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    requests.cancel(export=finding.export(request, slug, pk))
    messages.success(request, _("The export was cancelled."))
    return redirect("exports", slug)


@require_GET
@needs(Right.EXPORT)
def file(request: HttpRequest, slug: str, pk: int, name: str) -> HttpResponseBase:
    export = finding.export(request, slug, pk)
    return handing_over.hand_over(request, export=export, name=name, by=finding.user_of(request))


def _shown(project: Project) -> dict[str, Any]:
    found = project.exports.select_related("requested_by").order_by("-created_at")[:SHOWN]
    rows = [_row(project, export) for export in found]
    return {
        "project": project,
        "exports": rows,
        "policies": saved.of(project).select_related("made_by"),
        "is_moving": any(row["is_moving"] for row in rows),
    }


def _row(project: Project, export: Export) -> dict[str, Any]:
    told = delivering.summary(export)
    sure = export.policy.get("min_confidence")
    names = delivering.names(export)
    return told | {
        "id": export.pk,
        "state": export.get_status_display(),
        "is_moving": export.status in requests.UNFINISHED,
        "percent": 100 * export.n_written // export.n_items if export.n_items else 0,
        "labels": _("confidence ≥ %(p)s") % {"p": sure} if sure else _("every decided item"),
        "without": delivering.left_out(export),
        "changes": delivering.changes(export),
        "by": export.requested_by,
        "problem": delivering.failure(export),
        # The small files beside the data are on the export's own page.
        "links": [
            {"name": name, "href": reverse("export_file", args=[project.slug, export.pk, name])}
            for name in [*([archive.NAME] if names else []), *(one["name"] for one in told["files"])]
        ],
    }
