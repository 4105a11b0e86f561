from __future__ import annotations

import pytest

from raters.models import Role
from tasks.models import Project
from tests.factories import make_user
from tests.web.browsing import engineer_of, manager_of, rater_and_client, signed_in
from tests.work import make_project

pytestmark = pytest.mark.django_db

NEW = {
    "name": "River names",
    "rubric": "exam",
    "form": "light",
    "min_overlap": "2",
    "max_overlap": "5",
    "closed": "on",
}


def test_members_see_their_projects_and_no_others() -> None:
    mine, other = make_project(name="Mine"), make_project(name="Theirs")

    page = engineer_of(mine).get("/projects/").content.decode()

    assert "Mine" in page
    assert other.name not in page


def test_a_manager_makes_a_project_and_is_its_member() -> None:
    user = make_user(Role.MANAGER)

    answer = signed_in(user).post("/projects/new/", NEW)

    project = Project.objects.get()
    assert answer["Location"] == f"/projects/{project.slug}/"
    assert (project.slug, project.form, project.admits_all) == ("river-names", "light", False)
    assert project.memberships.get().user == user


@pytest.mark.parametrize("rubric", ["single", "ranking", "intent"])
def test_the_other_rubrics_are_offered_too(rubric: str) -> None:
    client = signed_in(make_user(Role.MANAGER))

    assert f'value="{rubric}"' in client.get("/projects/new/").content.decode()
    client.post("/projects/new/", NEW | {"rubric": rubric})
    assert Project.objects.get().rubric_version.key == rubric


def test_overlap_the_wrong_way_round_is_named_and_nothing_made() -> None:
    answer = signed_in(make_user(Role.MANAGER)).post("/projects/new/", NEW | {"max_overlap": "1"})

    assert answer.status_code == 422
    assert "The overlap goes from" in answer.content.decode()
    assert not Project.objects.exists()


def test_a_short_name_that_is_taken_is_named() -> None:
    taken = make_project()

    answer = manager_of(taken).post("/projects/new/", NEW | {"slug": taken.slug})

    assert answer.status_code == 422
    assert "There is already a project" in answer.content.decode()


def test_an_engineer_makes_no_project() -> None:
    assert engineer_of(make_project()).post("/projects/new/", NEW).status_code == 403


def test_a_rater_has_no_list() -> None:
    _, client = rater_and_client()

    assert client.get("/projects/").status_code == 403
