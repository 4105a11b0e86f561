"""The views of a project's people: members, invitations with their one-time link, skills."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.errors import DomainError
from config.security.limits import limited
from raters.access import Right, needs
from raters.accounts import inviting
from raters.models import Rater, User
from raters.qualification import granting
from tasks import members
from tasks.models import Membership, Project
from tasks.web import finding
from tasks.web.forms import GrantSkill, Invite, put_errors

OFFERED = 500


@require_GET
@needs(Right.MANAGE)
def people(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "tasks/people.html", _shown(request, finding.project(request, slug), Invite()))


@require_POST
@needs(Right.MANAGE)
@limited("page")
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    form = Invite(request.POST)
    link = ""
    if form.is_valid():
        try:
            link = _invite(request, project, form.cleaned_data)
        except DomainError as error:
            put_errors(form, error)
    shown = _shown(request, project, Invite() if link else form)
    return render(request, "tasks/people.html", shown | {"link": link}, status=201 if link else 422)


def _invite(request: HttpRequest, project: Project, given: dict[str, Any]) -> str:
    with transaction.atomic():
        invited = inviting.invite(by=finding.user_of(request), now=timezone.now(), **given)
        members.add(project=project, user=invited.user)
    return request.build_absolute_uri(reverse("invitation", args=[invited.link_token]))


@require_POST
@needs(Right.MANAGE)
@limited("page")
def invite_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = finding.project(request, slug)
    member = get_object_or_404(Membership.objects.for_user(finding.user_of(request)), project=project, pk=pk)
    invited = inviting.invite_again(by=finding.user_of(request), user=member.user, now=timezone.now())
    link = request.build_absolute_uri(reverse("invitation", args=[invited.link_token]))
    return render(
        request, "tasks/people.html", _shown(request, project, Invite()) | {"link": link}, status=201
    )


@require_POST
@needs(Right.MANAGE)
@limited("page")
def add_member(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    everybody = User.objects.for_user(finding.user_of(request))
    user = get_object_or_404(everybody, email__iexact=request.POST.get("email", "").strip())
    members.add(project=project, user=user)
    messages.success(request, _("%(name)s is a member now.") % {"name": user.get_full_name()})
    return redirect("people", slug)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def remove_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project = finding.project(request, slug)
    mine = Membership.objects.for_user(finding.user_of(request))
    members.remove(membership=get_object_or_404(mine, project=project, pk=pk))
    return redirect("people", slug)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def grant_skill(request: HttpRequest, slug: str) -> HttpResponse:
    project = finding.project(request, slug)
    form = GrantSkill(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a rater and a skill."))
        return redirect("people", slug)
    given = form.cleaned_data
    rater = get_object_or_404(Rater.objects.for_user(finding.user_of(request)), pk=given["rater"])
    try:
        skill = granting.ensure_skill(code=given["skill"])
        granting.grant(
            rater=rater, skill=skill, by=finding.user_of(request), reason=given["reason"], now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("people", project.slug)


def _shown(request: HttpRequest, project: Project, form: Invite) -> dict[str, Any]:
    now = timezone.now()
    found = project.memberships.select_related("user__rater").order_by("user__name", "user__email")
    return {
        "project": project,
        "members": [
            {
                "row": one,
                "user": one.user,
                "rater": (rater := getattr(one.user, "rater", None)),
                "grants": _grants(rater, now),
            }
            for one in found
        ],
        "form": form,
        "raters": _raters(finding.user_of(request)),
        "grant_form": GrantSkill(),
    }


def _raters(user: User) -> list[Rater]:
    """Give the people whom a manager may grant a skill; a project may admit raters who are no members."""
    people = Rater.objects.for_user(user).filter(kind=Rater.Kind.HUMAN, user__is_active=True)
    return list(people.select_related("user").order_by("user__name", "user__email")[:OFFERED])


def _grants(rater: Rater | None, now: Any) -> list[Any]:
    return list(rater.grants.in_force(now).select_related("skill")) if rater else []
