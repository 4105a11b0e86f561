"""The page of a new export: what it would take, counted anew with every change, before it is made."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.errors import DomainError
from config.security.limits import limited
from raters.access import Right, needs
from tasks import jobs
from tasks.exports import reasons, requests
from tasks.exports.policy import Policy
from tasks.exports.selecting import previewing
from tasks.models import Project
from tasks.web import export_words, finding
from tasks.web.export_form import DEFAULT, NewExport
from tasks.web.forms import put_errors

COUNT = "count"


@require_safe
@needs(Right.EXPORT)
@limited("page")
def new(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    form = NewExport(project, _asked(request))
    form.forget_what_the_format_lacks()
    found = _counted(project, form)
    if request.headers.get("HX-Request"):
        return render(request, "tasks/_export_settings.html", _shown(project, form) | found)
    return _page(request, project, form, found)


def make(request: HttpRequest, project: Project) -> HttpResponse:
    """Ask for what the form says, and go back to the list; or show the form with what is wrong."""
    form = NewExport(project, request.POST)
    if request.POST.get("do") == COUNT:
        form.forget_what_the_format_lacks()
        return _page(request, project, form, _counted(project, form))
    if form.is_valid():
        try:
            requests.request_export(
                project=project,
                user=finding.user_of(request),
                fmt=form.cleaned_data["format"],
                policy_data=form.policy(),
            )
        except DomainError as error:
            put_errors(form, _at_fields(error))
        else:
            jobs.ring(jobs.write_exports)
            messages.success(request, _("The export has begun; the list shows when it is ready."))
            return redirect("exports", project.slug)
    return _page(request, project, form, {})


def _asked(request: HttpRequest) -> QueryDict:
    return request.GET or QueryDict(f"format={DEFAULT}")


def _counted(project: Project, form: NewExport) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    try:
        found = previewing.preview(project, form.cleaned_data["format"], form.policy())
    except DomainError as error:
        put_errors(form, _at_fields(error))
        return {}
    return {
        "taken": found.taken,
        "counts": {label: n for label, n in found.counts.items() if n},
        "without": reasons.in_words(found.not_taken),
        "rule": _rule(found.policy),
        "splits": _splits(found),
    }


def _rule(policy: Policy) -> list[str]:
    """Say what the policy asks of an item where nothing was typed."""
    states = ", ".join(str(export_words.STATES[state]) for state in policy.states)
    said = [states, _("ratings ≥ %(n)d") % {"n": policy.min_ratings}]
    if policy.min_confidence:
        said.append(_("confidence ≥ %(p)s") % {"p": policy.min_confidence})
    return said


def _splits(found: previewing.Preview) -> str:
    """Say how the items fall into splits, where there is more than one, or that this is not known yet."""
    if not found.is_exact:
        return _("Repeated pairs and splits are counted when the export is made.")
    sizes = [f"{split} {n}" for split, n in found.splits.items() if n]
    return ", ".join(sizes) if len(sizes) > 1 else ""


def _at_fields(error: DomainError) -> DomainError:
    """Say what is wrong with a policy at the fields of the form."""
    error.fields = {name.removeprefix("policy."): text for name, text in (error.fields or {}).items()}
    return error


def _page(request: HttpRequest, project: Project, form: NewExport, found: dict[str, Any]) -> HttpResponse:
    shown = _shown(project, form) | found
    return render(request, "tasks/export_new.html", shown, status=422 if form.errors else 200)


def _shown(project: Project, form: NewExport) -> dict[str, Any]:
    return {"project": project, "form": form, "notes": export_words.NOTES}
