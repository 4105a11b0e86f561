"""The first ratings of the sample project, given by its raters through the functions that the rating page uses.

`ratings.jsonl` holds them as a rating's JSON whose letters mean the imported order, in the rationale too; each is
turned to what its rater saw.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from raters.models import Rater, User
from tasks.assignment import leasing, opening
from tasks.models import Assignment, Project, Tray
from tasks.rating.submission import Caller, submit
from tasks.rubric.answers import display, draft, to_payload
from tasks.rubric.definition import Rubric
from tasks.rubric.letters import canonical_rationale

Payload = dict[str, Any]
FILE = Path(__file__).with_name("ratings.jsonl")


def planned() -> dict[str, dict[str, Payload]]:
    """Return the ratings by rater and item."""
    plans: dict[str, dict[str, Payload]] = {}
    for line in FILE.read_text().splitlines():
        payload = json.loads(line)
        plans.setdefault(payload.pop("rater"), {})[payload.pop("item")] = payload
    return plans


def give(*, project: Project, users: Mapping[str, User], now: datetime) -> None:
    """Let each rater work until their ratings are given, and then give back what is left in the tray."""
    for key, plan in planned().items():
        rater = Rater.objects.get(user=users[key])
        _work(project, rater, plan, now)
        with transaction.atomic():
            leasing.end_all(rater=rater, project=project)
    # Nobody of them is at work now, so no job fills their trays and every free slot is there for who signs in.
    Tray.objects.filter(project=project).delete()


def _work(project: Project, rater: Rater, plan: Mapping[str, Payload], now: datetime) -> None:
    left = dict(plan)
    while left:
        opened, _reason = opening.open_next(project=project, rater=rater, now=now)
        if opened is None:
            return
        assignment = Assignment.objects.select_related("item__detail", "presentation").get(pk=opened)
        payload = left.pop(assignment.item.detail.external_id, None)
        if payload is None:
            with transaction.atomic():  # no act of the rater's, so it counts as none
                leasing.end([leasing.locked(opened, rater)], Assignment.State.RECALLED)
            continue
        read = _as_seen(payload, assignment.presentation.order)
        submit(caller=Caller(user_id=rater.user_id), assignment_id=opened, read=read)


def _as_seen(payload: Payload, order: Sequence[int]) -> Callable[[Rubric], Payload]:
    def read(rubric: Rubric) -> Payload:
        canonical = draft(rubric=rubric, n_completions=len(order), payload=payload)
        seen = to_payload(display(canonical, order), rubric)
        # The way back: what the rater saw at `place` is called by its canonical letter in the file.
        places = sorted(range(len(order)), key=order.__getitem__)
        return seen | {"rationale": canonical_rationale(seen["rationale"], places)}

    return read
