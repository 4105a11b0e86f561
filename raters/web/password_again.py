"""Asks for the password again before what would let somebody else in, unless it was given in the last ten minutes.

allauth asks, and then goes on with what was sent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def password_again(view: View) -> View:
    """Guard a view of somebody who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise_if_reauthentication_required(request, app="")
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]
