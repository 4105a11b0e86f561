"""The page of one export: how it stands, its files, and links to them that work without a login."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config.security.limits import limited
from raters.access import Right, may, needs
from tasks.exports import requests
from tasks.exports.delivery import archive, delivering, first_rows, handing_over, links, snippets, taken
from tasks.models import Export
from tasks.web import export_report, finding


@require_safe
@needs(Right.EXPORT)
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    export = finding.export(request, slug, pk)
    if request.headers.get("HX-Request"):
        return _progress(request, export)
    return _page(request, export)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.EXPORT)
@limited("page")
def make_link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show the page with a new link; who comes back to its address finds the page without one."""
    if request.method != "POST":
        return redirect("export", slug, pk)
    export = finding.export(request, slug, pk)
    link = links.make(
        export=export, name=request.POST.get("name", ""), by=finding.user_of(request), now=timezone.now()
    )
    return _page(request, export, link=link, link_url=url_of(link))


@require_safe
def follow(request: HttpRequest, signed: str, filename: str) -> HttpResponseBase:  # noqa: ARG001
    """Hand over what a signed link leads to; the name in the address is for the one who saves it."""
    found = links.follow(signed=signed, now=timezone.now())
    return handing_over.hand_over(request, export=found.export, name=found.name, by=found.by)


def url_of(link: links.Link) -> str:
    """Return the whole address of a link."""
    address = reverse("download_link", args=[link.signed, link.filename])
    return f"{settings.ORIGIN}{address}"


def _page(request: HttpRequest, export: Export, **more: Any) -> HttpResponse:
    more |= {"is_here": delivering.is_here(export), "report": export_report.shown(export)}
    if more["is_here"]:
        more |= {"snippets": snippets.of(export), "rows": first_rows.of(export)}
        more["downloads"] = taken.page(export=export) if may(request.user, Right.MANAGE) else None
    return render(request, "tasks/export.html", _shown(export) | more)


def _progress(request: HttpRequest, export: Export) -> HttpResponse:
    if export.status in requests.UNFINISHED:
        return render(request, "tasks/exports/_state.html", _shown(export))
    return HttpResponse(headers={"HX-Refresh": "true"})


def _shown(export: Export) -> dict[str, Any]:
    told = delivering.summary(export)
    return {
        "project": export.project,
        "export": export,
        "told": told,
        "is_moving": export.status in requests.UNFINISHED,
        "percent": 100 * export.n_written // export.n_items if export.n_items else 0,
        "problem": delivering.failure(export),
        "without": delivering.left_out(export),
        "files": _files(export),
        "archive": archive.NAME,
        "whole": f"{handing_over.stem(export)}.tar",
        "report": export_report.shown(export),
    }


def _files(export: Export) -> list[dict[str, Any]]:
    known = {entry["name"]: entry for entry in delivering.files(export)}
    return [{"name": name, **known.get(name, {})} for name in delivering.names(export)]
