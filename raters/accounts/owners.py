"""The owners of the installation: somebody must be left who answers for every person."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from config.errors import Conflict
from raters.models import User


class LastOwner(Conflict):
    """No other active owner would be left."""

    code = "last_owner"


def the_only_one() -> int | None:
    """Return the id of the owner where there is but one."""
    ids = list(_owners().values_list("pk", flat=True)[:2])
    return ids[0] if len(ids) == 1 else None


def require_another(*, user: User) -> None:
    """Insist that an owner is left besides this person; in the caller's transaction.

    Raises: LastOwner.
    """
    # Locked in one order, so that two owners cannot end each other's part at the same moment.
    list(_owners().select_for_update())
    if user.pk == the_only_one():
        raise LastOwner(_("This is the only owner of the installation."))


def _owners() -> QuerySet[User]:
    owners: QuerySet[User] = User.objects.filter(is_owner=True, is_active=True)
    return owners.order_by("pk")
