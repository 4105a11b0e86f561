"""Who acts on a page, as the domain knows them."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from config.errors import Forbidden
from raters.models import Rater, User


class NoPseudonym(Forbidden):
    """A superuser may open every page, but only a login with a pseudonym rates."""

    code = "no_pseudonym"


def rater_of(user: User | AnonymousUser) -> Rater:
    """Return the pseudonym of a login.

    Raises: NoPseudonym.
    """
    rater: Rater | None = getattr(user, "rater", None)
    if rater is None:
        raise NoPseudonym(_("This login does not rate: it has no pseudonym."))
    return rater
