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


def needs_scope(*scopes: str) -> type[BasePermission]:
    """Make the permission class of a view that needs one of these scopes."""

    class HasScope(BasePermission):
        def has_permission(self, request: Request, _view: Any) -> bool:
            if not isinstance(request.auth, ApiToken):
                return False
            carried = [scope for scope in scopes if scope in request.auth.scopes]
            if not carried:
                said = _("This token does not carry the scope “%(scope)s”.") % {"scope": " / ".join(scopes)}
                raise ScopeMissing(said, scope=list(scopes))
            if not any(access.may_use_scope(request.auth.user, scope) for scope in carried):
                raise access.RoleForbids(_("Your role does not include this."), scope=carried)
            return True

    HasScope.__name__ = f"Has{'Or'.join(scope.title() for scope in scopes)}Scope"
    return HasScope
