"""The views of one batch: how the import went, what was rejected and why, and the steps from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.errors import Conflict, Missing
from config.security.limits import limited
from raters.access import Right, needs
from tasks import jobs
from tasks.intake import batches, deleting, rejecting
from tasks.intake.dry_run import drafts
from tasks.intake.listing import MOVING
from tasks.models import Batch, WaitingLine
from tasks.web import batch_report, finding, previews
from tasks.web.upload_forms import Upload

FIRST = 20
PREVIEWED = 3
WAITING_SHOWN = 5
ACTS: dict[str, Callable[..., Batch]] = {
    "open": batches.open_batch,
    "hold": batches.hold_batch,
    "pause": batches.pause_batch,
    "archive": batches.archive_batch,
    "restore": batches.restore_batch,
    "go-on": batches.go_on,
    "cancel": batches.cancel,
    "look": drafts.look_again,
}
# What a step makes due.
DUE = {"go-on": jobs.import_batches, "look": jobs.survey_batches}


class NoSuchAct(Missing):
    code = "no_such_act"


@require_GET
@needs(Right.MANAGE, Right.EXPORT)
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    try:
        batch = finding.batch(request, slug, pk)
    except Http404:
        if not request.headers.get("HX-Request"):
            raise
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("batches", args=[slug])})
    if batch.status == Batch.Status.DRAFT:
        return redirect("batch_draft", slug, pk)
    state = {"project": batch.project, "batch": batch, "is_moving": batch.status in MOVING}
    state |= batch_report.state(batch)
    if not request.headers.get("HX-Request"):
        return render(request, "tasks/batch.html", state | _shown(batch))
    answer = render(request, "tasks/_batch_state.html", state)
    if not state[
        "is_moving"
    ]:  # what the page did not have while it waited: items, files, what may be done now
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@needs(Right.MANAGE)
@limited("page")
def act(request: HttpRequest, slug: str, pk: int, verb: str) -> HttpResponse:
    batch = finding.batch(request, slug, pk)
    if verb not in ACTS:
        raise NoSuchAct(_("There is no such step."))
    try:
        batch = ACTS[verb](batch=batch)
    except Conflict as error:
        messages.error(request, error.message)
    else:
        jobs.ring(DUE.get(verb, jobs.fill_trays))
        said = {"name": batch.name, "status": batch.get_status_display()}
        messages.success(request, _("%(name)s is now: %(status)s.") % said)
    return redirect("batch", slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE)
@limited("page")
def delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask before a batch is deleted, and delete it."""
    batch = finding.batch(request, slug, pk)
    if request.method != "POST":
        shown = {"project": batch.project, "batch": batch, "why_not": deleting.why_not(batch)}
        may_archive = batch.status in batches.ARCHIVES_FROM
        return render(request, "tasks/batch_delete.html", shown | {"may_archive": may_archive})
    try:
        deleting.delete_batch(batch=batch)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("batch", slug, pk)
    jobs.ring(jobs.delete_batches)
    messages.success(request, _("%(name)s is being deleted.") % {"name": batch.name})
    return redirect("batches", slug)


@require_GET
@needs(Right.MANAGE, Right.EXPORT)
def rejected(request: HttpRequest, slug: str, pk: int) -> StreamingHttpResponse:
    """Give the rejected lines with their reasons, or, to be mended and sent again, only as they came."""
    batch = finding.batch(request, slug, pk)
    rejecting.note_download(batch=batch, by=finding.user_of(request))
    only = "originals" if "originals" in request.GET else ""
    lines = rejecting.originals_as_lines(batch=batch) if only else rejecting.as_lines(batch=batch)
    name = "-".join(filter(None, ["rejected", str(batch.pk), only]))
    return StreamingHttpResponse(
        lines,
        content_type="application/x-ndjson",
        headers={"Content-Disposition": f'attachment; filename="{name}.jsonl"'},
    )


def _shown(batch: Batch) -> dict[str, Any]:
    waiting = batch.waiting_lines.order_by("file", "line")[:WAITING_SHOWN] if batch.n_waiting else []
    return {
        "rejected": rejecting.kinds(batch=batch, n=FIRST) if batch.n_rejected else [],
        "items": previews.of_batch(batch, PREVIEWED),
        "files": list(batch.files.order_by("position")[:FIRST]),
        "waiting": [{"line": one.line, "id": one.key.removeprefix("id:")} for one in waiting if _has_id(one)],
        "form": Upload(),
    }


def _has_id(line: WaitingLine) -> bool:
    return line.key.startswith("id:")
