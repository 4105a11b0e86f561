"""How the rules come into force."""

import pytest

from raters.guidelines import publishing
from raters.models import GuidelineVersion, Role
from tests.factories import make_guideline, make_guideline_version, make_user

pytestmark = pytest.mark.django_db


def publish(guideline, now, text_en="Be fair.", text_zh="", by=None):
    return publishing.publish(guideline=guideline, by=by, text_en=text_en, text_zh=text_zh, now=now)


def test_each_version_takes_the_next_number(now):
    guideline = make_guideline()
    expert = make_user(Role.EXPERT)

    first, second = publish(guideline, now, by=expert), publish(guideline, now, text_en="Be fairer.")

    assert [first.number, second.number] == [1, 2]
    assert (first.created_by, first.published_at) == (expert, now)
    assert publishing.current(guideline) == second


def test_draft_is_not_in_force():
    version = make_guideline_version()

    assert publishing.current(version.guideline) is None


@pytest.mark.parametrize(("text_en", "text_zh"), [("", ""), (" \n", "\t"), ("a\0b", ""), ("x" * 200_001, "")])
def test_text_that_says_nothing_or_too_much_is_refused(now, text_en, text_zh):
    with pytest.raises(publishing.InvalidGuideline):
        publish(make_guideline(), now, text_en=text_en, text_zh=text_zh)

    assert not GuidelineVersion.objects.exists()


@pytest.mark.parametrize(
    ("language", "texts", "shown"),
    [
        ("en", ("Be fair.", "公平"), "Be fair."),
        ("zh-hans", ("Be fair.", "公平"), "公平"),
        ("zh-hans", ("Be fair.", ""), "Be fair."),
        ("en", ("", "公平"), "公平"),
    ],
)
def test_reader_gets_their_language_or_the_other_one(now, language, texts, shown):
    version = publish(make_guideline(), now, *texts)

    assert publishing.text_for(version, language) == shown
