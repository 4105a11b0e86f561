"""The views of a project's people: members, invitations with their one-time link, skills."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.errors import DomainError
from config.security.limits import limited
from raters.access import Right, needs
from raters.accounts import inviting, languages, links
from raters.models import Rater
from raters.models.rater import ROUTED
from raters.qualification import granting
from tasks import adding, members
from tasks.assignment import pausing
from tasks.models import Membership, Project
from tasks.web import finding
from tasks.web.forms import GrantSkill, Invite, put_errors

OFFERED = 500


@require_GET
@needs(Right.MANAGE)
def people(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "tasks/people.html", _shown(finding.project(request, slug), Invite()))


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
    shown = _shown(project, Invite() if link else form)
    return render(request, "tasks/people.html", shown | {"link": link}, status=201 if link else 422)


def _invite(request: HttpRequest, project: Project, given: dict[str, Any]) -> str:
    by = finding.user_of(request)
    with transaction.atomic():
        invited = inviting.invite(by=by, now=timezone.now(), **given)
        members.add(project=project, user=invited.user, by=by)
    return links.invitation_link(invited.link_token)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def invite_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project, by = finding.project(request, slug), finding.user_of(request)
    user = _member(project, pk).user
    works_with = members.share_a_project(by, user)
    invited = inviting.invite_again(by=by, user=user, works_with=works_with, now=timezone.now())
    shown = _shown(project, Invite()) | {"link": links.invitation_link(invited.link_token)}
    return render(request, "tasks/people.html", shown, status=201)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def add_member(request: HttpRequest, slug: str) -> HttpResponse:
    project, email = finding.project(request, slug), request.POST.get("email", "").strip()
    try:
        adding.add_address(project=project, email=email, by=finding.user_of(request), now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        said = _("%(email)s is added. Whoever proved this address becomes a member at the next visit.")
        messages.success(request, said % {"email": email})
    return redirect("people", slug)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def take_address_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    added = get_object_or_404(finding.project(request, slug).added_addresses, pk=pk)
    adding.take_back(added=added)
    messages.success(request, _("%(email)s is taken out.") % {"email": added.email})
    return redirect("people", slug)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def remove_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    membership = _member(finding.project(request, slug), pk)
    members.remove(membership=membership, by=finding.user_of(request))
    said = _("%(name)s is taken out of the project. Ratings stay.")
    messages.success(request, said % {"name": membership.user.get_full_name()})
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
    rater = get_object_or_404(_raters(project), pk=given["rater"])
    try:
        skill = granting.ensure_skill(code=given["skill"])
        granting.grant(
            rater=rater, skill=skill, by=finding.user_of(request), reason=given["reason"], now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(name)s has the skill %(skill)s.") % {"name": rater, "skill": skill})
    return redirect("people", project.slug)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def pause_rater(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project, rater = _rater(request, slug, pk)
    try:
        note = request.POST.get("note", "")
        pausing.pause(project=project, rater=rater, note=note, by=finding.user_of(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        said = _("%(name)s is paused here. What is open may be finished; the rest of the tray is free again.")
        messages.success(request, said % {"name": _name(rater)})
    return redirect("people", slug)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def let_go_on(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    project, rater = _rater(request, slug, pk)
    pausing.go_on(project=project, rater=rater, by=finding.user_of(request))
    messages.success(request, _("%(name)s may go on.") % {"name": _name(rater)})
    return redirect("people", slug)


@require_POST
@needs(Right.MANAGE)
@limited("page")
def change_languages(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _project, rater = _rater(request, slug, pk)
    try:
        given = request.POST.getlist("languages")
        languages.declare(rater=rater, languages=given, by=finding.user_of(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The languages of %(name)s are saved.") % {"name": _name(rater)})
    return redirect("people", slug)


def _rater(request: HttpRequest, slug: str, pk: int) -> tuple[Project, Rater]:
    """Find a rater whom the project's managers may steer."""
    project = finding.project(request, slug)
    return project, get_object_or_404(_raters(project), pk=pk)


def _name(rater: Rater) -> str:
    return rater.user.get_full_name() if rater.user else rater.pseudonym


def _member(project: Project, pk: int) -> Membership:
    """Find a member among those whom the project may know."""
    found = next((one for one in adding.shown(project, now=timezone.now()).members if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _shown(project: Project, form: Invite) -> dict[str, Any]:
    now = timezone.now()
    people = adding.shown(project, now=now)
    known = {one.user_id for one in people.members}
    paused = pausing.paused_in(project)
    return {
        "project": project,
        "members": [
            {
                "row": one,
                "user": one.user,
                "rater": (rater := getattr(one.user, "rater", None)),
                "grants": _grants(rater, now),
                "note": paused.get(rater.pk, "") if rater else "",
            }
            for one in people.members
        ],
        "addresses": people.addresses,
        "n_people": len(people.members) + len(people.addresses),
        "form": form,
        "raters": [(one, one.user_id in known) for one in _raters(project)[:OFFERED]],
        "grant_form": GrantSkill(),
        "languages": ROUTED,
        "longest_note": pausing.LONGEST_NOTE,
    }


def _raters(project: Project) -> QuerySet[Rater]:
    """Give the people whom the project's managers may grant a skill: its members, and if it is open all who rate."""
    people = Rater.objects.filter(kind=Rater.Kind.HUMAN, user__is_active=True)
    if not project.admits_all:
        known = [one.user_id for one in adding.shown(project, now=timezone.now()).members]
        people = people.filter(user__in=known)
    return people.select_related("user").order_by("user__name", "pseudonym")


def _grants(rater: Rater | None, now: Any) -> list[Any]:
    return list(rater.grants.in_force(now).select_related("skill")) if rater else []
