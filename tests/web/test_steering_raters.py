"""The people page: pausing a rater with a reason that they read, letting them go on, and their languages."""

from __future__ import annotations

import pytest

from raters.models import Rater
from tasks import members
from tests.factories import make_rater
from tests.web.browsing import manager_of, signed_in
from tests.work import make_items, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew():
    project, rater = make_project(admits_all=False), make_rater()
    members.add(project=project, user=rater.user)
    make_items(project, 2)
    return project, rater


def steer(client, project, rater, what: str, **given):
    return client.post(f"/projects/{project.slug}/people/raters/{rater.pk}/{what}/", given, follow=True)


def test_a_paused_rater_reads_why_and_goes_on_when_let(crew) -> None:
    project, rater = crew
    manager = manager_of(project)

    said = steer(manager, project, rater, "pause", note="Read clause 3 <b>again</b>.").content.decode()
    told = signed_in(rater.user).get(f"/projects/{project.slug}/rate/").content.decode()

    assert "is paused here" in said
    assert 'data-reason="rater_paused"' in told
    assert "Read clause 3 &lt;b&gt;again&lt;/b&gt;." in told
    steer(manager, project, rater, "go-on")
    assert "data-assignment=" in signed_in(rater.user).get(f"/projects/{project.slug}/rate/").content.decode()


def test_a_pause_without_a_reason_is_refused_with_the_reason(crew) -> None:
    project, rater = crew

    assert "the rater reads it" in steer(manager_of(project), project, rater, "pause").content.decode()
    assert not rater.trays.exclude(stopped_for="").exists()


def test_a_manager_sets_what_a_rater_reads(crew) -> None:
    project, rater = crew
    manager = manager_of(project)

    steer(manager, project, rater, "languages", languages=["zh"])
    assert Rater.objects.get(pk=rater.pk).languages == ["zh"]
    assert "Choose among" in steer(manager, project, rater, "languages", languages=["xx"]).content.decode()
    steer(manager, project, rater, "languages")
    assert Rater.objects.get(pk=rater.pk).languages == []


@pytest.mark.parametrize("what", ["pause", "go-on", "languages"])
def test_a_manager_steers_only_raters_of_their_projects(crew, what: str) -> None:
    project, rater = crew
    stranger = make_rater()

    assert steer(manager_of(make_project()), project, rater, what, note="x").status_code == 404
    assert steer(manager_of(project), project, stranger, what, note="x").status_code == 404
    assert steer(signed_in(rater.user), project, rater, what, note="x").status_code == 403
