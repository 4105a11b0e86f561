"""What becomes of a person's work when their role changes. Who may change it is decided in `raters.accounts.roles`.

Whoever rates no more gives back what they hold. Ratings, drafts and memberships stay.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from raters import access
from raters.accounts import roles
from raters.models import User
from tasks import deactivating


@transaction.atomic
def change(*, user: User, role: str, by: User, now: datetime) -> User:
    """Give a person another role.

    Raises: what `roles.change` raises.
    """
    user = roles.change(user=user, role=role, by=by, now=now)
    if user.role not in access.ROLES_THAT_RATE:
        deactivating.end_work(user=user)
    return user
