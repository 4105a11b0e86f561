"""The first ratings of the sample project, given by its raters through the functions that the rating page uses.

`ratings.jsonl` has one line for each rater and item: a rating's JSON, `skip` with a reason, or `draft`, which is the
last that its rater does. Letters mean the imported order, in the rationale too, and are turned to what the rater saw;
with `as_seen` they mean what the rater saw: so one who prefers the first answer has the bias of a real rater.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from raters.models import Rater, User
from tasks.assignment import leasing, opening
from tasks.models import Assignment, Project, Tray
from tasks.rating import drafts, giving_back
from tasks.rating.submission import Caller, submit
from tasks.rubric import versions
from tasks.rubric.answers import display, draft, to_payload
from tasks.rubric.definition import Rubric
from tasks.rubric.letters import canonical_rationale

Payload = dict[str, Any]
FILE = Path(__file__).with_name("ratings.jsonl")


def planned() -> dict[str, dict[str, Payload]]:
    """Return what each rater does with each item, by rater and item."""
    plans: dict[str, dict[str, Payload]] = {}
    for line in FILE.read_text().splitlines():
        act = json.loads(line)
        plans.setdefault(act.pop("rater"), {})[act.pop("item")] = act
    return plans


def give(*, project: Project, users: Mapping[str, User], now: datetime) -> None:
    """Let each rater work until their plan is done, and then give back what is left in the tray but for a draft."""
    for key, plan in planned().items():
        rater = Rater.objects.get(user=users[key])
        _work(project, rater, plan, now)
        _recall(Assignment.objects.live().filter(project=project, rater=rater, draft=None), rater)
    # Nobody of them is at work now, so no job fills their trays and every free slot is there for who signs in.
    Tray.objects.filter(project=project).delete()


def _work(project: Project, rater: Rater, plan: Mapping[str, Payload], now: datetime) -> None:
    left = dict(plan)
    while left:
        opened, _reason = opening.open_next(project=project, rater=rater, now=now)
        if opened is None:
            return
        assignment = Assignment.objects.select_related("item__detail", "presentation").get(pk=opened)
        act = left.pop(assignment.item.detail.external_id, None)
        if act is None:
            _recall([assignment], rater)
        else:
            _act(assignment, rater, act)


def _act(assignment: Assignment, rater: Rater, act: Payload) -> None:
    if "skip" in act:
        giving_back.skip(assignment_id=assignment.pk, rater=rater, reason=act["skip"])
        return
    order = assignment.presentation.order
    payload = act.get("draft", act)
    # The time that a rating took is held to the time since its item was opened, which was a moment ago.
    took = timedelta(milliseconds=payload["active_ms"])
    Assignment.objects.filter(pk=assignment.pk).update(opened_at=F("opened_at") - took)
    if "draft" in act:
        rubric = versions.by_id(assignment.rubric_version_id)
        drafts.save(assignment_id=assignment.pk, rater=rater, content=_as_seen(payload, order)(rubric))
    else:
        caller = Caller(user_id=rater.user_id)
        submit(caller=caller, assignment_id=assignment.pk, read=_as_seen(payload, order))


def _recall(assignments: Iterable[Assignment], rater: Rater) -> None:
    """Take assignments back; it is no act of the rater's, so it counts as none."""
    with transaction.atomic():
        locked = [leasing.locked(each.pk, rater) for each in assignments]
        leasing.end(locked, Assignment.State.RECALLED)


def _as_seen(payload: Payload, order: Sequence[int]) -> Callable[[Rubric], Payload]:
    def read(rubric: Rubric) -> Payload:
        if payload.get("as_seen"):
            return {key: value for key, value in payload.items() if key != "as_seen"}
        canonical = draft(rubric=rubric, n_completions=len(order), payload=payload)
        seen = to_payload(display(canonical, order, rubric), rubric)
        # The way back: what the rater saw at `place` is called by its canonical letter in the file.
        places = sorted(range(len(order)), key=order.__getitem__)
        return seen | {"rationale": canonical_rationale(seen["rationale"], places)}

    return read
