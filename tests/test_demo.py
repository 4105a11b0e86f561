"""The sample project of `make demo`: complete, sensible, and the same after a second run."""

from __future__ import annotations

import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from raters.guidelines import publishing
from raters.models import Rater, Role, User
from tasks.assignment import opening
from tasks.demo import ratings
from tasks.models import Batch, Completion, Consensus, Item, Project, Rating, RejectedLine, RenderedText
from tasks.rendering.markdown import render
from tests.work import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    # Eight slow hashes a load are what most of the time would go to.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return tmp_path


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    models = [*apps.get_app_config("raters").get_models(), *apps.get_app_config("tasks").get_models()]
    return {model.__name__: model._default_manager.count() for model in models}


def test_second_run_changes_nothing_and_prints_the_same(folder: Path) -> None:
    first = load()
    before = counts(), set(User.objects.values_list("email", "password"))

    second = load()

    assert second == first
    assert (counts(), set(User.objects.values_list("email", "password"))) == before


def test_every_role_can_sign_in(folder: Path) -> None:
    told = json.loads(load("--json"))

    assert {login["role"] for login in told["logins"]} == set(Role.values)
    for login in told["logins"]:
        client = Client()
        form = {"login": login["email"], "password": login["password"]}
        assert client.post(reverse("account_login"), form).status_code == 302
        assert client.session["_auth_user_id"]


def test_password_is_drawn_once_and_kept_for_its_owner_only(folder: Path) -> None:
    (login, *others) = json.loads(load("--json"))["logins"]

    file = folder / "demo-password"
    assert file.read_text().strip() == login["password"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {other["password"] for other in others} == {login["password"]}


def test_lost_password_file_gives_every_account_the_new_one(folder: Path) -> None:
    load()
    (folder / "demo-password").unlink()

    login = json.loads(load("--json"))["logins"][0]

    assert User.objects.get(email=login["email"]).check_password(login["password"])


def test_lines_are_address_role_email_and_password(folder: Path, settings: Any) -> None:
    rows = [line.split() for line in load().splitlines()]

    assert {len(row) for row in rows} == {4}
    assert rows[0][:3] == [f"{settings.ORIGIN}/", "manager", "manager@demo.example"]


def test_batches_import_whole_and_without_remarks(folder: Path) -> None:
    load()

    assert not RejectedLine.objects.exists()
    told = Batch.objects.order_by("pk").values_list("status", "n_accepted", "n_duplicates", "n_warnings")
    assert list(told) == [("open", 30, 0, 0), ("held", 4, 0, 0)]


def test_languages_are_half_and_half_and_one_answer_is_empty(folder: Path) -> None:
    load()

    shown = Item.objects.filter(batch__status="open")
    assert shown.filter(language="zh").count() == shown.filter(language="en").count() == 15
    assert Completion.objects.filter(text="").count() == 1
    assert [item.prompt.messages for item in shown if len(item.prompt.messages) == 4]


def test_everything_renders_without_notice_before_anybody_opens_it(folder: Path) -> None:
    load()

    stored = RenderedText.objects.all()
    guideline_texts = 2
    assert stored.count() == Completion.objects.values("text").distinct().count() + guideline_texts
    assert not stored.exclude(notice="").exists()


def test_guideline_is_published_in_both_languages(folder: Path) -> None:
    load()

    guideline = Project.objects.get(slug="demo").guideline
    assert guideline is not None
    version = publishing.current(guideline)
    assert version is not None
    assert not render(version.text_en).notice
    assert not render(version.text_zh).notice


def test_ratings_are_all_given_and_mean_what_their_writers_meant(folder: Path) -> None:
    load()

    meant = {
        (f"{rater}@demo.example", item): one["preference"]
        for rater, plan in ratings.planned().items()
        for item, one in plan.items()
    }
    given = {
        (one.rater.user.email, one.item.detail.external_id): (
            {"verdict": one.verdict} if one.verdict else {"strength": one.strength}
        )
        for one in Rating.objects.select_related("rater__user", "item__detail")
    }
    assert given == meant
    assert not Rating.objects.filter(surplus=True).exists()


def test_rationales_name_the_letters_their_writers_saw(folder: Path) -> None:
    load()

    sky = Rating.objects.filter(item__detail__external_id="demo-01", rater__user__email__startswith="rater2")
    rating = sky.select_related("assignment__presentation").get()
    better = "AB"[list(rating.assignment.presentation.order).index(0)]
    assert rating.rationale.startswith(f"{better} gives the real cause")


def test_items_settle_on_each_kind_of_label_and_one_is_contested(folder: Path) -> None:
    load()

    states = Consensus.objects.values_list("state", flat=True)
    assert (list(states).count("settled"), list(states).count("contested")) == (11, 1)
    settled = Consensus.objects.filter(state="settled").values_list("winner", flat=True)
    assert set(settled) == {"a", "b", "tie", "both_bad"}


def test_first_rater_finds_the_items_that_lack_one_rating(folder: Path) -> None:
    load()

    project = Project.objects.get(slug="demo")
    opened, _ = opening.open_next(
        project=project, rater=Rater.objects.get(user__email="rater1@demo.example"), now=NOW
    )

    item = Item.objects.get(assignments=opened)
    assert (item.detail.external_id, item.n_ratings, item.taken) == ("demo-13", 2, 3)
    assert not Item.objects.filter(taken__gt=0, n_ratings=0).exclude(pk__gt=item.pk).exists()


def test_lead_sees_the_ratings_of_the_team(folder: Path) -> None:
    load()

    lead = User.objects.get(email="lead@demo.example")
    assert Rater.objects.for_user(lead).count() == 5
