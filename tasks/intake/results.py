"""What came of an import as a whole: whether anything did, and what the lines that made nothing wait for."""

from __future__ import annotations

from typing import Any

from tasks.models import Batch, WaitingLine

# Reasons of a batch that is held because its lines were read and nothing came of them.
CAME_TO_NOTHING = ("nothing_came", "nothing_new")
NOTHING = (*CAME_TO_NOTHING, "nothing_accepted", "empty_file")


def is_nothing(batch: Batch) -> bool:
    """Tell an import that made no item, no rating and no repeat, and left no prompts that are meant to wait."""
    return reason(batch) in NOTHING


def came_to_nothing(batch: Batch) -> bool:
    """Tell a batch that is held, or was before it was put away, only because its lines made nothing."""
    return reason(batch) in CAME_TO_NOTHING


def reason(batch: Batch) -> str:
    """Give the stable word for why a batch has failed or is held; empty when there is none."""
    return str((batch.error or {}).get("reason", ""))


def nothing(batch: Batch) -> dict[str, Any] | None:
    """Give the reason for which a batch whose lines were all read made nothing; None when it made something.

    Prompts alone are meant to wait: their rows hold nothing else, or the manager has said that they may.
    """
    if batch.n_items or batch.n_ratings or batch.n_duplicates:
        return None
    if not batch.n_waiting:
        return {"reason": "nothing_new"}
    prompts = WaitingLine.objects.filter(batch=batch).prompts_alone().count()
    others = batch.n_waiting - prompts
    if not others:
        return None
    return {"reason": "nothing_came", "others": others, "prompts": prompts, "rejected": batch.n_rejected}
