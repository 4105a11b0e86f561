"""The views of all people a manager answers for: found by name or address, deactivated and let in again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.security.limits import limited
from raters.access import Right, needs
from tasks import adding, deactivating
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
    allowed = deactivating.those_who_may_be(by=by, users=page)
    return render(request, "tasks/everybody.html", {"people": page, "q": wanted, "allowed": allowed})


@require_POST
@needs(Right.MANAGE)
@limited("page")
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(adding.people_of(finding.user_of(request)), pk=pk)
    deactivating.deactivate(user=user, by=finding.user_of(request), now=timezone.now())
    messages.success(request, _("%(name)s is deactivated and signed out.") % {"name": user.get_full_name()})
    return redirect("everybody")


@require_POST
@needs(Right.MANAGE)
@limited("page")
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(adding.people_of(finding.user_of(request)), pk=pk)
    deactivating.reactivate(user=user, by=finding.user_of(request))
    messages.success(request, _("%(name)s may sign in again.") % {"name": user.get_full_name()})
    return redirect("everybody")
