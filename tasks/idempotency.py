"""The answer to a POST that carries an Idempotency-Key, given again to whoever repeats it within 24 hours.

Submitting a rating has its own key on the rating and needs none of this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import Invalid
from raters.models import User
from tasks.models import IdempotentRequest

KEPT = timedelta(hours=24)


class KeyReused(Invalid):
    code = "idempotency_key_reused"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


def once(*, user: User, key: str, request: bytes, act: Callable[[], Answer]) -> Answer:
    """Do something once for a key; an empty key does it each time. `request` is what must be the same again.

    Raises: KeyReused when the key came with another request.
    """
    if not key:
        return act()
    digest = sha256(request).digest()
    with transaction.atomic():
        row, is_new = IdempotentRequest.objects.select_for_update().get_or_create(
            user=user, key=key[:128], defaults={"body_digest": digest, "status": 0, "body": {}}
        )
        if not is_new and bytes(row.body_digest) != digest:
            raise KeyReused(_("This Idempotency-Key was used for another request."))
        if is_new:
            answer = act()
            row.status, row.body = answer.status, answer.body
            row.save(update_fields=["status", "body"])
    return Answer(row.status, row.body)


def forget(*, now: datetime) -> int:
    """Delete what is older than 24 hours."""
    return IdempotentRequest.objects.filter(created_at__lt=now - KEPT).delete()[0]
