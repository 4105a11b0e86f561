"""What PostgreSQL refuses of published guideline versions and acknowledgements, whoever asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from raters.guidelines import publishing
from raters.models import Acknowledgement, GuidelineVersion, Role
from tests.factories import make_guideline, make_guideline_version, make_rater, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(now: Any) -> GuidelineVersion:
    by = make_user(Role.EXPERT)
    return publishing.publish(guideline=make_guideline(), by=by, text_en="Be fair.", text_zh="", now=now)


def refused(sql: str) -> None:
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize(
    "change",
    [
        "text_en = 'Be quick.'",
        "text_zh = 'x'",
        "number = 9",
        "published_at = NULL",
        "published_at = now()",
        "created_at = now()",
        "created_by_id = NULL, text_en = 'x'",
    ],
)
def test_a_published_version_is_not_changed(published: GuidelineVersion, change: str) -> None:
    refused(f"UPDATE raters_guidelineversion SET {change}")


def test_a_published_version_is_not_given_to_somebody_else(published: GuidelineVersion) -> None:
    refused(f"UPDATE raters_guidelineversion SET created_by_id = {make_user(Role.EXPERT).pk}")


def test_a_published_version_is_not_deleted(published: GuidelineVersion) -> None:
    refused("DELETE FROM raters_guidelineversion")


def test_who_published_a_version_can_be_erased(published: GuidelineVersion) -> None:
    published.created_by.delete()

    published.refresh_from_db()
    assert (published.created_by, published.text_en) == (None, "Be fair.")


def test_a_draft_can_be_changed_and_deleted() -> None:
    draft = make_guideline_version()

    assert GuidelineVersion.objects.filter(pk=draft.pk).update(text_en="Better.") == 1
    assert draft.delete()[0] == 1


@pytest.mark.parametrize(
    "sql", ["UPDATE raters_acknowledgement SET acknowledged_at = now()", "DELETE FROM raters_acknowledgement"]
)
def test_an_acknowledgement_is_not_changed(published: GuidelineVersion, sql: str) -> None:
    Acknowledgement.objects.create(rater=make_rater(), guideline_version=published)

    refused(sql)


def test_a_user_who_has_acknowledged_can_be_erased(published: GuidelineVersion) -> None:
    user = make_user(Role.RATER)
    rater = make_rater(user=user)
    Acknowledgement.objects.create(rater=rater, guideline_version=published)

    user.delete()

    assert Acknowledgement.objects.get().rater == rater
