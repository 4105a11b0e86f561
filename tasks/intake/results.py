"""What came of an import as a whole: whether anything did, and what the lines that made nothing wait for."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tasks.models import Batch, WaitingLine


def is_nothing(batch: Batch) -> bool:
    """Tell an import that made no item, no rating and no repeat, and left no prompts that are meant to wait."""
    if batch.status == Batch.Status.FAILED:
        return (batch.error or {}).get("reason") in (None, "nothing_accepted", "empty_file")
    return bool(nothing(batch))


def nothing(batch: Batch) -> str:
    """Say why an import that has ended made nothing; empty when it made something.

    Prompts alone are meant to wait: their rows hold nothing else, or the manager has said that they may.
    """
    if batch.status not in (Batch.Status.OPEN, Batch.Status.HELD):
        return ""
    if batch.n_items or batch.n_ratings or batch.n_duplicates:
        return ""
    waiting = WaitingLine.objects.filter(batch=batch)
    prompts = waiting.filter(content__answers=[], content__ratings=[], prompt_digest__isnull=False).count()
    others = batch.n_waiting - prompts
    if prompts and not others:
        return ""
    return _(
        "Nothing came of it: %(others)s lines hold answers or ratings and wait for lines that are not there, "
        "%(prompts)s hold prompts, %(rejected)s were rejected. Upload what belongs to them under the same id or "
        "prompt, or say which key is which."
    ) % {"others": others, "prompts": prompts, "rejected": batch.n_rejected}
