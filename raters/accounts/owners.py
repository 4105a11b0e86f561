"""The owners of the installation: somebody must be left who answers for every person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from config.errors import Conflict
from raters.models import User


class LastOwner(Conflict):
    """No other active owner would be left."""

    code = "last_owner"


def require_another(*, user: User) -> None:
    """Insist that an owner is left besides this person; in the caller's transaction.

    Raises: LastOwner.
    """
    # Locked in one order, so that two owners cannot end each other's part at the same moment.
    owners = User.objects.filter(is_owner=True, is_active=True).order_by("pk").select_for_update()
    ids = {owner.pk for owner in owners}
    if user.pk in ids and len(ids) < 2:
        raise LastOwner(_("This is the only owner of the installation."))
