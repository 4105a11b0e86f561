"""Signs everybody out 30 days after the sign-in, and staff after a while without use (`TOUCHSTONE_IDLE_MINUTES`).

It notes when a session was last used, which renews the seven days after which a session without use ends.

What a page asks for by itself, as htmx does, is no use. The session is written every few minutes at most.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from raters import access
from raters.accounts import sessions
from raters.models import User

NOTED_EVERY = 300
LONGEST = 30 * 24 * 3600


class IdleMiddleware:
    """Stands behind the middleware that finds the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
            _check(request, request.user)
        return self.get_response(request)


def _check(request: HttpRequest, user: User) -> None:
    now, allowed = time.time(), settings.STAFF_IDLE_SECONDS
    unused = now - request.session.get(sessions.SEEN, now)
    if now - request.session.get(sessions.BEGAN, now) > LONGEST:
        logout(request)
        messages.info(request, _("You were signed out, because you signed in more than 30 days ago."))
    elif allowed and unused > allowed and access.is_staff(user):
        logout(request)
        messages.info(request, _("You were signed out, because this session was not used for a while."))
    elif (
        unused > min(NOTED_EVERY, allowed / 4 or NOTED_EVERY) and request.headers.get("HX-Request") != "true"
    ):
        request.session[sessions.SEEN] = now
