"""A project is created with a policy that fits together."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from raters.models import Role, User
from tasks import members, projects
from tasks.models import Membership, Project, RubricVersion
from tasks.rubric import presets
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_new_project_admits_every_rater_and_has_its_owner_as_member() -> None:
    owner = make_user(Role.MANAGER)

    project = projects.create_project(slug="stones", owner=owner)

    assert (project.name, project.admits_all, project.form) == ("stones", True, "full")
    assert (project.min_overlap, project.max_overlap) == (3, 3)
    assert Membership.objects.filter(project=project, user=owner).exists()


def test_a_closed_project_admits_members_only() -> None:
    assert not projects.create_project(slug="stones", closed=True).admits_all


def test_a_project_made_without_an_owner_is_seen_by_the_owner_of_the_installation_only() -> None:
    project = projects.create_project(slug="made-by-command")
    owner = make_user(Role.MANAGER, is_owner=True)

    assert list(Project.objects.for_user(owner)) == [project]
    assert not Project.objects.for_user(make_user(Role.MANAGER)).exists()


def test_two_projects_share_one_rubric_version() -> None:
    projects.create_project(slug="one")
    projects.create_project(slug="two")

    assert RubricVersion.objects.count() == 1


def test_two_projects_draw_different_seeds() -> None:
    seeds = {projects.create_project(slug=f"p{number}").seed for number in range(3)}

    assert len(seeds) == 3


def test_a_slug_is_taken_once() -> None:
    projects.create_project(slug="stones")

    with pytest.raises(projects.SlugTaken):
        projects.create_project(slug="stones")

    assert Project.objects.count() == 1


def test_an_unknown_rubric_is_refused() -> None:
    with pytest.raises(presets.UnknownPreset):
        projects.create_project(slug="stones", rubric="poetry")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("slug", {"slug": "with space"}),
        ("slug", {"slug": "x" * 65}),
        ("overlap", {"min_overlap": 0}),
        ("overlap", {"min_overlap": 4, "max_overlap": 3}),
        ("overlap", {"max_overlap": 51}),
        ("confidence", {"confidence": 1.0}),
        ("confidence", {"confidence": 0.5}),
        ("form", {"form": "long"}),
    ],
)
def test_values_that_do_not_fit_are_named(field: str, values: dict[str, object]) -> None:
    with pytest.raises(projects.InvalidProject) as caught:
        projects.create_project(**({"slug": "stones"} | values))

    assert set(caught.value.fields) == {field}


@pytest.mark.parametrize("rubric", presets.NAMES)
def test_every_rubric_that_comes_with_the_product_makes_a_project(rubric: str) -> None:
    call_command("create_project", rubric, "--rubric", rubric)

    assert Project.objects.get(slug=rubric).rubric_version.key == rubric


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    call_command("create_project", *words)
    return capsys.readouterr().out


def test_command_says_who_sees_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    make_user(Role.MANAGER, email="boss@example.org", is_owner=True)
    make_user(Role.MANAGER, email="li@example.org")
    make_user(Role.MANAGER, email="other@example.org")

    assert "Seen by boss@example.org.\n" in told(capsys, "one")
    assert "Seen by boss@example.org, li@example.org.\n" in told(capsys, "two", "--owner", "li@example.org")


def test_command_says_that_nobody_sees_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    make_user(Role.MANAGER)

    assert "No manager sees it" in told(capsys, "one")


def test_managers_who_see_a_project_are_those_who_may() -> None:
    project = projects.create_project(slug="one", owner=make_user(Role.MANAGER))
    make_user(Role.MANAGER, is_owner=True)
    make_user(Role.MANAGER)
    members.add(project=project, user=make_user(Role.RATER))

    managers = User.objects.filter(role=Role.MANAGER)
    may = [user for user in managers.order_by("pk") if Project.objects.for_user(user).exists()]
    assert list(members.managing(project)) == may
