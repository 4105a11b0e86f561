"""Signed links: what they lead to, how long, and as whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from raters.models import Role, User
from tasks.exports.delivery import archive, delivering, links
from tasks.models import Export, Membership, Project
from tests.exports.projects import NOW, make_settled_pairs
from tests.exports.runs import queued, ran
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def export(project: Project) -> Export:
    make_settled_pairs(project, ["a"])
    return ran(queued(project))


@pytest.fixture
def engineer(project: Project) -> User:
    user = make_user(Role.ENGINEER)
    Membership.objects.create(project=project, user=user)
    return user


def made(export: Export, by: User, name: str = archive.NAME) -> str:
    return links.make(export=export, name=name, by=by, now=NOW).signed


def test_link_leads_to_its_file_as_its_maker(export: Export, engineer: User) -> None:
    found = links.follow(signed=made(export, engineer, "manifest.json"), now=NOW)

    assert (found.export, found.name, found.by) == (export, "manifest.json", engineer)


def test_link_ends_after_the_time_of_the_setting(export: Export, engineer: User, settings: Any) -> None:
    settings.EXPORT_LINK_SECONDS = 60
    signed = made(export, engineer)

    assert links.follow(signed=signed, now=NOW + timedelta(seconds=59)).name == archive.NAME
    with pytest.raises(links.DeadLink):
        links.follow(signed=signed, now=NOW + timedelta(seconds=60))


def test_link_to_no_file_is_not_made(export: Export, engineer: User) -> None:
    with pytest.raises(delivering.NoSuchFile):
        made(export, engineer, "../secret")


@pytest.mark.parametrize("change", ["", "x", "e30:x", "e30"])
def test_damaged_link_leads_nowhere(change: str) -> None:
    with pytest.raises(links.DeadLink):
        links.follow(signed=change, now=NOW)


def test_link_with_another_files_name_is_no_longer_signed(export: Export, engineer: User) -> None:
    _, own = made(export, engineer, "manifest.json").rsplit(":", 1)
    other, _ = made(export, engineer).rsplit(":", 1)

    with pytest.raises(links.DeadLink):
        links.follow(signed=f"{other}:{own}", now=NOW)


@pytest.mark.parametrize("ends", ["membership", "role", "account"])
def test_link_is_worth_what_its_maker_may_do_now(export: Export, engineer: User, ends: str) -> None:
    signed = made(export, engineer)

    match ends:
        case "membership":
            Membership.objects.filter(user=engineer).delete()
        case "role":
            User.objects.filter(pk=engineer.pk).update(role=Role.RATER)
        case "account":
            User.objects.filter(pk=engineer.pk).update(is_active=False)

    with pytest.raises(links.DeadLink):
        links.follow(signed=signed, now=NOW)
