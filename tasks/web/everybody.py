"""The views of all people a manager answers for: found by name or address, deactivated and let in again, and by an
owner given another role.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.security.limits import limited
from raters.access import Right, needs
from raters.accounts import roles as role_rules
from raters.models import Role, User
from raters.web.password_again import password_again
from tasks import adding, deactivating, roles
from tasks.web import finding

PAGE = 50


@require_GET
@needs(Right.MANAGE)
def everybody(request: HttpRequest) -> HttpResponse:
    by, wanted = finding.user_of(request), request.GET.get("q", "").strip()[:100].replace("\0", "")
    found = adding.people_of(by)
    if wanted:
        named = Q(name__icontains=wanted) | Q(email__icontains=wanted) | Q(rater__pseudonym__iexact=wanted)
        found = found.filter(named)
    ordered = found.select_related("rater").order_by("-is_active", "name", "email", "pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page", "1"))
    shown = {
        "people": page,
        "q": wanted,
        "allowed": deactivating.those_who_may_be(by=by, users=page),
        "role_may_change": role_rules.those_who_may_be(by=by, users=page),
        "roles": Role.choices,
    }
    return render(request, "tasks/everybody.html", shown)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(request, pk)
    deactivating.deactivate(user=user, by=finding.user_of(request), now=timezone.now())
    messages.success(request, _("%(name)s is deactivated and signed out.") % {"name": user.get_full_name()})
    return _back(request)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = _person(request, pk)
    deactivating.reactivate(user=user, by=finding.user_of(request))
    messages.success(request, _("%(name)s may sign in again.") % {"name": user.get_full_name()})
    return _back(request)


@require_POST
@needs(Right.SEE_SECURITY)
@limited("page")
@password_again
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    wanted = request.POST.get("role", "")
    user = roles.change(
        user=_person(request, pk), role=wanted, by=finding.user_of(request), now=timezone.now()
    )
    said = _("%(name)s now has the role: %(role)s.")
    messages.success(request, said % {"name": user.get_full_name(), "role": user.get_role_display()})
    return _back(request)


def _person(request: HttpRequest, pk: int) -> User:
    user: User = get_object_or_404(adding.people_of(finding.user_of(request)), pk=pk)
    return user


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the place in the list from which the act was asked for."""
    # In the body: allauth does not go on with a request whose address has a query.
    place = QueryDict(request.POST.get("place", "")[:500])
    kept = urlencode({name: place[name] for name in ("q", "page") if place.get(name)})
    return redirect(reverse("everybody") + (f"?{kept}" if kept else ""))
