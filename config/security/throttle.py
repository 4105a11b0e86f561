"""The limits of `config.security.limits` for the views of the API."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from config.security import limits


class ScopedLimit(BaseThrottle):
    """Limits an API view in the scope named by its `limit_scope`, else `api`."""

    _wait: int = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        scope = getattr(view, "limit_scope", "api")
        self._wait = limits.take(scope, limits.who_asks(request, request.user))
        return not self._wait

    def wait(self) -> float:
        return self._wait
