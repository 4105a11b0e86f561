"""What each role may do at all. It decides by role only.

Which objects a person may see is left to each model's `for_user` queryset: somebody else's object is missing,
a page for another role is forbidden.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from config.errors import Forbidden
from raters.models import ApiToken, Rater, Role, User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Right(StrEnum):
    RATE = "rate"
    LEAD = "lead"
    ADJUDICATE = "adjudicate"
    EDIT_GUIDELINE = "edit_guideline"
    MANAGE = "manage"
    EXPORT = "export"
    SEE_QUALITY = "see_quality"
    SEE_SECURITY = "see_security"


class NotSignedIn(Forbidden):
    """Nobody is signed in; a page answers this with the login page, a program's request with 401."""

    code = "not_signed_in"


class RoleForbids(Forbidden):
    """The role does not carry this right, whatever the object."""

    code = "role_forbids"


class NotARater(Forbidden):
    """A superuser may open every page, but only a login with a pseudonym rates."""

    code = "not_a_rater"


# A manager has no pseudonym, so managing everything does not include rating.
_RIGHTS: dict[str, frozenset[Right]] = {
    Role.RATER: frozenset({Right.RATE}),
    Role.LEAD: frozenset({Right.RATE, Right.LEAD}),
    Role.EXPERT: frozenset({Right.RATE, Right.ADJUDICATE, Right.EDIT_GUIDELINE}),
    Role.MANAGER: frozenset(Right) - {Right.RATE, Right.SEE_SECURITY},
    Role.ENGINEER: frozenset({Right.EXPORT, Right.SEE_QUALITY}),
}

_SCOPES: dict[str, Right] = {
    ApiToken.Scope.RATE: Right.RATE,
    ApiToken.Scope.MANAGE: Right.MANAGE,
    ApiToken.Scope.EXPORT: Right.EXPORT,
    ApiToken.Scope.QUALITY: Right.SEE_QUALITY,
}

# Whose sessions end after a while without use: those who see other people's work.
_STAFF = frozenset({Role.LEAD, Role.MANAGER, Role.ENGINEER})

ROLES_THAT_RATE: frozenset[str] = frozenset(role for role, rights in _RIGHTS.items() if Right.RATE in rights)


def rights_of(user: User | AnonymousUser) -> frozenset[Right]:
    """Return all rights of an active user; a superuser has every one, a stranger none."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset(Right)
    rights = _RIGHTS.get(user.role, frozenset())
    return rights | {Right.SEE_SECURITY} if user.is_owner else rights


def is_over_everybody(user: User) -> bool:
    """Tell the installation's owner and superusers, who answer for every person, from other managers."""
    return user.is_active and (user.is_owner or user.is_superuser)


def is_staff(user: User) -> bool:
    """Tell those who see other people's work from those who do their own."""
    return user.is_superuser or user.role in _STAFF


def may(user: User | AnonymousUser, right: Right) -> bool:
    """Tell whether the user's role carries the right."""
    return right in rights_of(user)


def scopes_of(user: User | AnonymousUser) -> tuple[str, ...]:
    """Return the token scopes of this very user, who may be a superuser or inactive."""
    return tuple(scope for scope, right in _SCOPES.items() if may(user, right))


def may_use_scope(user: User | AnonymousUser, scope: str) -> bool:
    """Tell whether the user may act within the scope today; a token outlives a change of role."""
    return scope in scopes_of(user)


def require(user: User | AnonymousUser, *rights: Right) -> None:
    """Insist that the user has at least one of the rights.

    Raises: RoleForbids.
    """
    if rights and not rights_of(user).intersection(rights):
        raise RoleForbids(_("Your role does not include this."))


def rater_of(user: User | AnonymousUser) -> Rater:
    """Return the pseudonym under which a login rates.

    Raises: NotARater.
    """
    rater: Rater | None = getattr(user, "rater", None)
    if rater is None:
        raise NotARater(_("This login does not rate: it has no pseudonym."))
    return rater


def needs(*rights: Right) -> Callable[[View], View]:
    """Guard a view: any one of the rights suffices; with none given, being signed in does.

    Raises: NotSignedIn, RoleForbids.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                raise NotSignedIn(_("Please sign in."))
            require(request.user, *rights)
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return guard
