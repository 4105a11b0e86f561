"""What a program may do: the token must carry the scope, and its owner's role must still allow it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from config.errors import Forbidden
from raters import access
from raters.models import ApiToken


class ScopeMissing(Forbidden):
    code = "scope_missing"


def needs_scope(scope: str) -> type[BasePermission]:
    """Make the permission class of a view that needs this scope."""

    class HasScope(BasePermission):
        def has_permission(self, request: Request, _view: Any) -> bool:
            if not isinstance(request.auth, ApiToken):
                return False
            if scope not in request.auth.scopes:
                said = _("This token does not carry the scope “%(scope)s”.") % {"scope": scope}
                raise ScopeMissing(said, scope=scope)
            if not access.may_use_scope(request.auth.user, scope):
                raise access.RoleForbids(_("Your role does not include this."), scope=scope)
            return True

    HasScope.__name__ = f"Has{scope.title()}Scope"
    return HasScope
