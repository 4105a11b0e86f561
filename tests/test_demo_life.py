"""What the sample project of `make demo` holds: something to look at for every role, loaded once for all tests here."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Avg
from django.test import Client, override_settings
from django.urls import reverse

from raters.guidelines import publishing
from raters.models import Rater, Role, User
from tasks.assignment import opening
from tasks.demo import ratings
from tasks.models import (
    Assignment,
    Batch,
    Completion,
    Consensus,
    Draft,
    Export,
    Item,
    Project,
    Rating,
    RejectedLine,
    RenderedText,
)
from tasks.rendering.markdown import render
from tests.work import NOW

pytestmark = pytest.mark.django_db


@dataclass
class Sample:
    folder: Path
    lines: str
    logins: list[dict[str, str]]


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Sample]:
    folder = tmp_path_factory.mktemp("demo")
    with (
        override_settings(DATA=folder, MEDIA_ROOT=folder / "uploads"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        call_command("load_demo", "--json", stdout=(told := StringIO()))
        call_command("load_demo", stdout=(lines := StringIO()))
        yield Sample(folder, lines.getvalue(), json.loads(told.getvalue())["logins"])
        transaction.set_rollback(True)


def test_every_role_can_sign_in(sample: Sample) -> None:
    assert {login["role"] for login in sample.logins} == set(Role.values)
    for login in sample.logins:
        client = Client()
        form = {"login": login["email"], "password": login["password"]}
        assert client.post(reverse("account_login"), form).status_code == 302
        assert client.session["_auth_user_id"]


def test_password_is_drawn_once_and_kept_for_its_owner_only(sample: Sample) -> None:
    (login, *others) = sample.logins

    file = sample.folder / "demo-password"
    assert file.read_text().strip() == login["password"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {other["password"] for other in others} == {login["password"]}


def test_lines_are_address_role_email_and_password(sample: Sample) -> None:
    rows = [line.split() for line in sample.lines.splitlines()]

    assert {len(row) for row in rows} == {4}
    assert rows[0][:3] == [f"{django_settings.ORIGIN}/", "manager", "manager@demo.example"]


def test_batches_are_one_open_one_held_and_one_with_a_rejected_line(sample: Sample) -> None:
    told = Batch.objects.order_by("pk").values_list("status", "n_accepted", "n_duplicates", "n_warnings")
    assert list(told) == [("open", 30, 0, 1), ("held", 4, 0, 0), ("open", 4, 1, 0)]
    rejected = RejectedLine.objects.get()
    assert (rejected.batch.name, rejected.line) == ("spreadsheet.csv", 7)


def test_languages_are_half_and_half_and_one_answer_is_empty(sample: Sample) -> None:
    shown = Item.objects.filter(batch__status="open")
    assert shown.filter(language="zh").count() == shown.filter(language="en").count() == 17
    assert Completion.objects.filter(text="").count() == 1
    assert [item.prompt.messages for item in shown if len(item.prompt.messages) == 4]


def test_everything_renders_without_notice_before_anybody_opens_it(sample: Sample) -> None:
    stored = RenderedText.objects.all()
    guideline_texts = 2
    assert stored.count() == Completion.objects.values("text").distinct().count() + guideline_texts
    assert not stored.exclude(notice="").exists()


def test_guideline_is_published_in_both_languages(sample: Sample) -> None:
    guideline = Project.objects.get(slug="demo").guideline
    assert guideline is not None
    version = publishing.current(guideline)
    assert version is not None
    assert not render(version.text_en).notice
    assert not render(version.text_zh).notice


def test_ratings_are_all_given_and_mean_what_their_writers_meant(sample: Sample) -> None:
    meant = {
        (f"{rater}@demo.example", item): one["preference"]
        for rater, plan in ratings.planned().items()
        for item, one in plan.items()
        if "preference" in one and "as_seen" not in one
    }
    given = {
        (one.rater.user.email, one.item.detail.external_id): (
            {"verdict": one.verdict} if one.verdict else {"strength": one.strength}
        )
        for one in Rating.objects.select_related("rater__user", "item__detail")
    }
    assert given.items() >= meant.items()
    assert len(given) == len(meant) + 2
    assert not Rating.objects.filter(surplus=True).exists()


def test_one_rater_prefers_what_stands_first(sample: Sample) -> None:
    near = Rating.objects.filter(rater__user__email="rater5@demo.example", reasons=["clearer"])
    first = [
        "ab"[one.assignment.presentation.order[0]] == ("a" if one.strength < 0 else "b")
        for one in near.select_related("assignment__presentation")
    ]
    assert first == [True, True]


def test_quick_rater_takes_a_fraction_of_the_careful_ones_time(sample: Sample) -> None:
    took = dict(Rating.objects.values_list("rater__user__email").annotate(Avg("active_ms")))
    assert took["rater4@demo.example"] * 5 < took["rater2@demo.example"]


def test_somebody_skipped_and_somebody_has_begun(sample: Sample) -> None:
    skipped = Assignment.objects.get(state="skipped")
    assert (skipped.rater.user.email, skipped.skip_reason) == ("rater4@demo.example", "outside_skill")
    begun = Draft.objects.get().assignment
    assert (begun.state, begun.rater.user.email) == ("open", "rater3@demo.example")


def test_exports_wait_for_the_worker(sample: Sample) -> None:
    assert set(Export.objects.values_list("format", "status")) == {
        ("canonical", "queued"),
        ("trl-preference", "queued"),
    }


def test_strong_votes_stand_on_both_sides_of_the_contested_item(sample: Sample) -> None:
    contested = Item.objects.get(state="contested")
    votes = Rating.objects.filter(item=contested).order_by("strength").values_list("strength", "flags")
    assert list(votes) == [(-2, []), (0, ["undecidable"]), (2, [])]


def test_manager_of_the_sample_owns_an_installation_without_owner(sample: Sample) -> None:
    assert User.objects.get(is_owner=True).email == "manager@demo.example"


def test_rationales_name_the_letters_their_writers_saw(sample: Sample) -> None:
    sky = Rating.objects.filter(item__detail__external_id="demo-01", rater__user__email__startswith="rater2")
    rating = sky.select_related("assignment__presentation").get()
    better = "AB"[list(rating.assignment.presentation.order).index(0)]
    assert rating.rationale.startswith(f"{better} gives the real cause")


def test_items_settle_on_each_kind_of_label_and_one_is_contested(sample: Sample) -> None:
    states = Consensus.objects.values_list("state", flat=True)
    assert (list(states).count("settled"), list(states).count("contested")) == (21, 1)
    settled = Consensus.objects.filter(state="settled").values_list("label", flat=True)
    assert set(settled) == {"a", "b", "tie", "both_bad"}


def test_first_rater_finds_the_items_that_lack_one_rating(sample: Sample) -> None:
    project = Project.objects.get(slug="demo")
    opened, _ = opening.open_next(
        project=project, rater=Rater.objects.get(user__email="rater1@demo.example"), now=NOW
    )

    item = Item.objects.get(assignments=opened)
    assert (item.detail.external_id, item.n_ratings, item.taken) == ("demo-13", 2, 3)
    assert not Item.objects.filter(taken__gt=0, n_ratings=0).exclude(pk__gt=item.pk).exists()


def test_lead_sees_the_ratings_of_the_team(sample: Sample) -> None:
    lead = User.objects.get(email="lead@demo.example")
    assert Rater.objects.for_user(lead).count() == 6
