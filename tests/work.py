"""Plain functions that make projects, items and ratings for tests, through the product's own functions where it has
them."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from raters.models import Rater
from tasks.assignment import opening
from tasks.models import (
    Assignment,
    Batch,
    Completion,
    Item,
    ItemCompletion,
    ItemDetail,
    Project,
    Prompt,
)
from tasks.projects import create_project
from tasks.rating.submission import Caller, Submitted, submit

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
_numbers = itertools.count(1)

RATIONALE = "The first names the right year and shows where it comes from; the second guesses and is wrong."


def make_project(*, overlap: tuple[int, int] = (3, 3), **fields: Any) -> Project:
    project = create_project(slug=f"stones-{next(_numbers)}", min_overlap=overlap[0], max_overlap=overlap[1])
    for name, value in fields.items():
        setattr(project, name, value)
    project.save()
    return project


def make_batch(project: Project, **fields: Any) -> Batch:
    fields = {
        "status": Batch.Status.OPEN,
        "form": project.form,
        "name": "pairs.jsonl",
        "rubric_version": project.rubric_version,
    } | fields
    return Batch.objects.create(project=project, **fields)


def make_item(
    project: Project, *, batch: Batch | None = None, texts: Sequence[str] = ("Cusco.", "Lima."), **fields: Any
) -> Item:
    batch = batch or project.batches.first() or make_batch(project)
    number = next(_numbers)
    digest = hashlib.sha256(str(number).encode()).digest()
    messages = [{"role": "user", "content": f"Question {number}?"}]
    prompt = Prompt.objects.create(project=project, digest=digest, messages=messages, group=digest)
    wanted = min(max(3, project.min_overlap), project.max_overlap)
    fields = {"wanted": wanted, "max_overlap": project.max_overlap, "digest": digest, "line": number} | fields
    item = Item.objects.create(project=project, batch=batch, prompt=prompt, **fields)
    ItemDetail.objects.create(item=item)
    for position, text in enumerate(texts):
        own = hashlib.sha256(text.encode()).digest()
        completion = Completion.objects.create(prompt=prompt, digest=own, text_digest=own, text=text)
        ItemCompletion.objects.create(item=item, position=position, completion=completion)
    return item


def make_items(project: Project, n: int, **fields: Any) -> list[Item]:
    return [make_item(project, **fields) for _ in range(n)]


def full_rating(preference: int | str = -2, **more: Any) -> dict[str, Any]:
    """A rating that answers everything the full form asks, in the letters the rater sees."""
    kind = "verdict" if isinstance(preference, str) else "strength"
    scores = {aspect: {"a": 5, "b": 2} for aspect in ("factuality", "coherence", "justification")}
    return {
        "preference": {kind: preference},
        "scores": scores,
        "rationale": RATIONALE,
        "active_ms": 9000,
    } | more


def take_next(project: Project, rater: Rater) -> Assignment:
    """Open the rater's next assignment; fails when nothing is waiting."""
    opened, reason = opening.open_next(project=project, rater=rater, now=NOW)
    assert opened is not None, reason
    return Assignment.objects.select_related("item", "presentation", "rater").get(pk=opened)


def prefer(assignment: Assignment, canonical: int | str, *, key: str = "", **more: Any) -> Submitted:
    """Submit a full rating whose preference is given in canonical order, whatever side the rater saw."""
    turned = isinstance(canonical, int) and list(assignment.presentation.order) == [1, 0]
    payload = full_rating(-canonical if turned and isinstance(canonical, int) else canonical, **more)
    return send(assignment, payload, key=key)


def send(assignment: Assignment, payload: Any, *, key: str = "") -> Submitted:
    caller = Caller(user_id=assignment.rater.user_id)
    return submit(caller=caller, assignment_id=assignment.pk, read=lambda _rubric: payload, key=key)


def slots_held(item: Item) -> int:
    return Assignment.objects.filter(item=item, holds_slot=True).count()
