"""The view of a rater's home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from raters.access import Right, needs, rater_of
from tasks.assignment import waiting
from tasks.web import finding, tray


@require_GET
@needs(Right.RATE)
def show_tray(request: HttpRequest) -> HttpResponse:
    rater = rater_of(request.user)
    piles = tray.piles(user=finding.user_of(request), rater=rater, now=timezone.now())
    shown = {
        "piles": piles,
        "waiting": [pile for pile in piles if pile.why is None],
        "idle": [pile for pile in piles if pile.why],
        "n_waiting": sum(pile.n_waiting for pile in piles),
        "n_today": sum(pile.n_today for pile in piles),
        "drafts": list(waiting.drafts(rater=rater)),
    }
    return render(request, "tasks/tray.html", shown)
