"""The settings of a project: what fits, what is refused and why, and what is written down."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models.functions import Now

from raters.models import Role, SecurityEvent
from tasks.models import Project, Tray
from tasks.policy import changing, settings
from tests.factories import make_rater, make_skill, make_user
from tests.work import NOW, make_project

pytestmark = pytest.mark.django_db

CHANGED = {
    "name": "Stones",
    "state": "paused",
    "admits_all": False,
    "min_overlap": 2,
    "max_overlap": 6,
    "max_error": 0.25,
    "form": "light",
    "reference_for": "everyone",
    "tray_size": 9,
    "lease_minutes": 45,
    "max_skips_per_hour": 7,
    "max_rejected": 0.05,
    "audit_share": 0.1,
    "time_zone": "Europe/Berlin",
    "licence": "CC-BY-4.0",
}


def test_every_setting_can_be_changed() -> None:
    make_skill("law-zh")
    project = make_project()

    changing.change(project=project, by=None, wanted={"skills": ["law-zh"], **CHANGED})

    assert settings.of(Project.objects.get()) == CHANGED | {"skills": ["law-zh"]}
    assert settings.SETTINGS.keys() == CHANGED.keys() | {"skills"}


def test_each_change_is_written_down_with_its_values() -> None:
    project, manager = make_project(), make_user(Role.MANAGER)

    changing.change(
        project=project, by=manager, wanted={"tray_size": 9, "licence": "MIT", "lease_minutes": 30}
    )

    found = SecurityEvent.objects.filter(kind="policy_changed", actor_id=manager.pk, subject_id=project.pk)
    assert sorted(found.values_list("label", flat=True)) == [
        f"{project.slug}: licence – → MIT",
        f"{project.slug}: tray_size 4 → 9",
    ]


def test_a_change_to_what_is_so_already_is_none() -> None:
    project = make_project()

    changing.change(project=project, by=None, wanted=settings.of(project))

    assert not SecurityEvent.objects.filter(kind="policy_changed").exists()


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("name", " ", "This cannot be empty."),
        ("state", "gone", "Choose one of: open, paused, closed."),
        ("min_overlap", 0, "Give a whole number from 1 to 50."),
        ("max_overlap", 51, "Give a whole number from 1 to 50."),
        ("max_overlap", 2, "At most must not be below at least (3)."),
        ("tray_size", 51, "Give a whole number from 1 to 50."),
        ("lease_minutes", 1441, "Give a whole number from 1 to 1440."),
        ("max_skips_per_hour", True, "Give a whole number from 1 to 1000."),
        ("max_error", 0, "Give a number above 0 and at most 10."),
        ("max_rejected", float("nan"), "Give a share between 0 and 1."),
        ("reference_for", "enemies", "Choose one of: nobody, experts, everyone."),
        ("time_zone", "Mars/Base", "“Mars/Base” is no time zone."),
        ("licence", "x" * 65, "Give a text of at most 64 characters."),
        ("skills", ["no-such"], "There is no skill no-such."),
        ("seed", 1, "There is no such setting here."),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason_and_nothing_changes(
    field: str, value: Any, reason: str
) -> None:
    project = make_project()

    with pytest.raises(settings.InvalidSetting) as caught:
        changing.change(project=project, by=None, wanted={"form": "light", field: value})

    assert caught.value.fields[field].startswith(reason)
    assert caught.value.fields.keys() == {field}
    assert Project.objects.get().form == "full"


def test_a_smaller_tray_is_noticed_by_raters_at_work() -> None:
    project = make_project()
    at_work = Tray.objects.create(project=project, rater=make_rater(), asked_at=NOW)
    Tray.objects.filter(pk=at_work.pk).update(asked_at=Now())

    changing.change(project=project, by=None, wanted={"tray_size": 2})

    at_work.refresh_from_db()
    assert at_work.due_at is not None
