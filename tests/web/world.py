"""A closed project with one member of each role, and people who are not members, for the role matrix."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from raters.accounts import inviting
from raters.models import Role, User
from tasks import members
from tasks.exports import folders, manifest, saved
from tasks.models import AddedAddress, Batch, Export, Project
from tests.factories import make_guideline, make_rater, make_superuser, make_token, make_user
from tests.shown_media import make_picture_item
from tests.work import make_batch, make_project, take_next

MEMBERS = (Role.RATER, Role.LEAD, Role.EXPERT, Role.MANAGER, Role.ENGINEER)
# Anybody signed in to a page has a password; it is never typed here, so one hash does for all.
HASH = make_password("never typed")


@dataclass(frozen=True)
class World:
    browsers: dict[str, Client]
    cookies: dict[str, str]
    tokens: dict[str, str]
    names: dict[str, object]


def make_world() -> World:
    people = _people()
    project = make_project(admits_all=False, guideline=make_guideline())
    for role in MEMBERS:
        members.add(project=project, user=people[role])
    names = _names(people, project) | {"export": _ready_export(project).pk}
    policy = {"name": "weekly", "fmt": "canonical", "policy_data": {}}
    names["saved"] = saved.save(project=project, user=None, **policy).name
    tokens = {name: make_token(user)[1] for name, user in people.items() if user}
    browsers = {name: _browser(user) for name, user in people.items()}
    cookies = {name: browser.cookies.output(header="") for name, browser in browsers.items()}
    return World(browsers, cookies, tokens, names | {"project": project.slug})


def _browser(user: User | None) -> Client:
    browser = Client(raise_request_exception=False)
    if user is not None:
        browser.force_login(user, backend="raters.web.session_store.SessionUser")
    return browser


def _people() -> dict[str, User | None]:
    people: dict[str, User | None] = {"anonymous": None}
    for role in MEMBERS:
        people[role] = _with_password(make_user(role))
    people["superuser"] = _with_password(make_superuser())
    people["other manager"] = _with_password(make_user(Role.MANAGER))
    people["other rater"] = _with_password(make_user())
    for name in (Role.RATER, Role.LEAD, Role.EXPERT, "other rater"):
        make_rater(user=people[name])
    return people


def _with_password(user: User) -> User:
    user.password = HASH
    user.save()
    return user


def _names(people: dict[str, User | None], project: Project) -> dict[str, object]:
    make_picture_item(project)
    draft = make_batch(project, status=Batch.Status.DRAFT)
    assignment = take_next(project, people[Role.RATER].rater)
    invited = inviting.invite(
        by=people[Role.MANAGER], email="new@example.org", role=Role.RATER, now=timezone.now()
    )
    waiting = members.add(project=project, user=invited.user)
    return {
        "assignment": assignment.pk,
        "item": assignment.item_id,
        "batch": assignment.item.batch_id,
        "draft": draft.pk,
        "token": make_token(people[Role.RATER])[0].pk,
        "invitation": invited.link_token,
        "membership": waiting.pk,
        "email": people["other rater"].email,
        "rater": people[Role.RATER].rater.pk,
        "person": people[Role.RATER].pk,
        "added": AddedAddress.objects.create(
            project=project, email="added@example.org", added_by=people[Role.MANAGER]
        ).pk,
    }


def _ready_export(project: Project) -> Export:
    """Make a finished export whose only file is its manifest; writing real ones is tested elsewhere."""
    export = Export.objects.create(
        project=project,
        format="canonical",
        status=Export.Status.READY,
        manifest={"export": "1", "files": [], "rows": 0, "counts": {}, "left_out": {}},
        selected_at=timezone.now(),
    )
    folder = folders.folder_of(export)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / manifest.NAME).write_text("{}", encoding="utf-8")
    return export
