"""A rated project made row by row, so that the expected bytes can be written by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from raters.models import Rater
from tasks.models import (
    Assignment,
    Batch,
    Completion,
    Consensus,
    Item,
    ItemCompletion,
    ItemDetail,
    Posterior,
    Presentation,
    Project,
    Prompt,
    Rating,
    RubricVersion,
)
from tasks.rubric.presets import EXAM
from tests.factories import make_rater

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FIRST_LEFT, FIRST_RIGHT = [0, 1], [1, 0]


def make_rated_project(slug: str = "stones", **fields: Any) -> Project:
    number = RubricVersion.objects.count() + 1
    rubric = RubricVersion.objects.create(key="exam", number=number, definition=EXAM)
    fields = {"name": slug, "rubric_version": rubric, "seed": 1, "min_overlap": 2, "max_overlap": 5} | fields
    return Project.objects.create(slug=slug, **fields)


def make_batch(project: Project) -> Batch:
    found = Batch.objects.filter(project=project).first()
    return found or Batch.objects.create(
        project=project,
        name="b",
        status=Batch.Status.OPEN,
        rubric_version=project.rubric_version,
        form=project.form,
    )


def make_item(project: Project, texts: Sequence[str] = ("Cusco.", "Lima."), **fields: Any) -> Item:
    batch = fields.pop("batch", None) or make_batch(project)
    line = project.items.count() + 1
    digest = hashlib.sha256(f"{project.pk}-{line}".encode()).digest()
    messages = [{"role": "user", "content": f"Question {line}?"}]
    prompt = Prompt.objects.create(project=project, digest=digest, messages=messages, group=b"\xab")
    fields = {"state": Item.State.SETTLED, "wanted": 3, "max_overlap": 5, "digest": digest} | fields
    item = Item.objects.create(project=project, batch=batch, prompt=prompt, line=line, **fields)
    ItemDetail.objects.create(item=item, external_id=f"line-{line}")
    for position, text in enumerate(texts):
        own = hashlib.sha256(text.encode()).digest()
        answer = Completion.objects.create(
            prompt=prompt, digest=own + bytes([position]), text_digest=own, text=text
        )
        ItemCompletion.objects.create(item=item, position=position, completion=answer)
    return item


def rate(
    item: Item,
    rater: Rater | None = None,
    *,
    order: Sequence[int] = FIRST_LEFT,
    state: str = "submitted",
    at: datetime = NOW,
    **fields: Any,
) -> Rating:
    rater = rater or make_rater()
    pins = {
        "project": item.project,
        "item": item,
        "rater": rater,
        "rubric_version": item.batch.rubric_version,
    }
    times = {"reserved_at": NOW, "opened_at": NOW, "lease_expires_at": NOW, "submitted_at": NOW}
    undone = {"undone_at": NOW} if state == "open" else {}
    assignment = Assignment.objects.create(state=state, **pins, **times, **undone)
    Presentation.objects.create(assignment=assignment, order=list(order), renderer=1)
    return Rating.objects.create(assignment=assignment, submitted_at=at, **pins, **fields)


def settle(
    item: Item,
    winner: str,
    *,
    n_ratings: int = 3,
    strength: float | None = None,
    detail: dict[str, Any] | None = None,
    **p: Any,
) -> Consensus:
    refit(item, winner, n_ratings=n_ratings, strength=strength, **p)
    return Consensus.objects.create(
        item=item,
        number=item.consensus_rows.count() + 1,
        method="majority",
        label=winner,
        detail=detail or {},
        state=item.state,
        n_ratings=n_ratings,
        decided_at=NOW,
    )


def refit(item: Item, winner: str, *, n_ratings: int = 3, strength: float | None = None, **p: Any) -> None:
    """Write an item's numbers, as a rating or a refit does."""
    likely = {"a": 0.9, "b": 0.1}.get(winner, 0.5)
    certain = {"p_tie": float(winner == "tie"), "p_both_bad": float(winner == "both_bad")}
    p = {"p_consensus": likely, "p_vote": likely} | certain | p
    first = p["p_consensus"]
    confidence = {"a": first, "b": None if first is None else 1 - first}.get(winner, p.get(f"p_{winner}"))
    numbers = {"n_ratings": n_ratings, "strength": strength, "confidence": confidence, "probabilities": p}
    margin = None if strength is None else min(1.0, abs(strength) / 3)
    Posterior.objects.update_or_create(
        item=item, defaults=numbers | {"method": "majority", "margin": margin, "updated_at": NOW}
    )


def settle_other(item: Item, label: str, detail: dict[str, Any], **numbers: Any) -> Consensus:
    """Settle an item whose kind is no preference, with the numbers of its kind."""
    decided = settle(item, label, detail=detail)
    Posterior.objects.filter(item=item).update(**{"confidence": None, "probabilities": {}} | numbers)
    return decided


def make_settled_pairs(project: Project, winners: Sequence[str]) -> list[Item]:
    items = []
    for winner in winners:
        item = make_item(project)
        settle(item, winner, strength={"a": -2.0, "b": 2.0}.get(winner))
        items.append(item)
    return items
