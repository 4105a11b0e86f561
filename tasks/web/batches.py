"""The views of one batch: how the import went, what was rejected and why, and whether raters see it."""

from __future__ import annotations

from itertools import islice
from typing import Any

import orjson
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.errors import Conflict, Missing
from config.security.limits import limited
from raters.access import Right, needs
from tasks import jobs
from tasks.intake import batches
from tasks.models import Batch, Item, ItemCompletion
from tasks.rendering import cache
from tasks.rendering.language import language_of
from tasks.rendering.markdown import Rendered
from tasks.rubric.kinds import LETTERS
from tasks.web import finding, report

FIRST = 20
PREVIEWED = 3
ACTS = {"open": batches.open_batch, "hold": batches.hold_batch, "cancel": batches.cancel}


class NoSuchAct(Missing):
    code = "no_such_act"


@require_GET
@needs(Right.MANAGE, Right.EXPORT)
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    batch = finding.batch(request, slug, pk)
    template = "tasks/_batch_state.html" if request.headers.get("HX-Request") else "tasks/batch.html"
    return render(request, template, _shown(batch))


@require_POST
@needs(Right.MANAGE)
@limited("page")
def act(request: HttpRequest, slug: str, pk: int, verb: str) -> HttpResponse:
    batch = finding.batch(request, slug, pk)
    if verb not in ACTS:
        raise NoSuchAct(_("There is no such step."))
    try:
        ACTS[verb](batch=batch)
    except Conflict as error:
        messages.error(request, error.message)
    else:
        jobs.ring(jobs.fill_trays)
    return redirect("batch", slug, pk)


@require_GET
@needs(Right.MANAGE, Right.EXPORT)
def rejected(request: HttpRequest, slug: str, pk: int) -> StreamingHttpResponse:
    batch = finding.batch(request, slug, pk)
    lines = (
        orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in batches.rejected_lines(batch=batch)
    )
    name = f'attachment; filename="rejected-{batch.pk}.jsonl"'
    return StreamingHttpResponse(
        lines, content_type="application/x-ndjson", headers={"Content-Disposition": name}
    )


def _shown(batch: Batch) -> dict[str, Any]:
    return {
        "project": batch.project,
        "batch": batch,
        "is_moving": batch.status in report.UNFINISHED,
        "failure": batches.failure(batch),
        "rejected": list(islice(batches.rejected_lines(batch=batch), FIRST)) if batch.n_rejected else [],
        "items": _preview(batch),
        "may_open": batch.status in batches.OPENS_FROM and batch.n_accepted,
        "may_cancel": batch.status in batches.CANCELS_FROM,
    }


def _preview(batch: Batch) -> list[dict[str, Any]]:
    """Give the first items as raters will see them, in imported order."""
    first = Item.objects.filter(batch=batch).select_related("prompt").order_by("line")[:PREVIEWED]
    found = list(first.prefetch_related("places__completion"))
    html = cache.html_for({place.completion.text for item in found for place in item.places.all()})
    return [
        {
            "line": item.line,
            "turns": item.prompt.messages,
            "answers": [
                _answer(letter, place.completion.text, html)
                for letter, place in zip(LETTERS, _in_order(item), strict=False)
            ],
        }
        for item in found
    ]


def _in_order(item: Item) -> list[ItemCompletion]:
    return sorted(item.places.all(), key=lambda place: place.position)


def _answer(letter: str, text: str, html: dict[bytes, Rendered]) -> dict[str, str]:
    shown = html[cache.digest(text)].html
    return {"letter": letter, "name": letter.upper(), "html": shown, "language": language_of(text)}
