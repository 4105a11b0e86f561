"""What a user may choose, and nothing else (Label Studio's CVE-2026-22033 began in free-form preferences)."""

import pytest

from raters.accounts import preferences
from raters.models import User
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_choices_are_kept_beside_earlier_ones():
    user = make_user()
    preferences.set_preferences(user=user, theme="dark", single_keys=False)
    preferences.set_preferences(user=user, reading="large", language="zh-hans")

    stored = User.objects.get(pk=user.pk)

    assert preferences.of(stored) == preferences.Preferences("dark", "large", hints=True, single_keys=False)
    assert stored.language == "zh-hans"


def test_empty_language_follows_the_browser_again():
    user = make_user(language="zh-hans")
    preferences.set_preferences(user=user, language="")

    assert User.objects.get(pk=user.pk).language == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "<script>"),
        ("theme", ["dark"]),
        ("reading", "huge"),
        ("hints", "on"),
        ("single_keys", 1),
        ("language", "xx"),
    ],
)
def test_anything_else_is_refused(name, value):
    user = make_user()

    with pytest.raises(preferences.InvalidPreference) as refused:
        preferences.set_preferences(user=user, **{name: value})

    assert list(refused.value.fields) == [name]
    assert User.objects.get(pk=user.pk).preferences == {}


@pytest.mark.parametrize("stored", [[], "dark", {"theme": "<b>", "hotkeys": {"a": 1}}])
def test_row_outside_the_schema_reads_as_the_defaults(stored):
    assert preferences.of(make_user(preferences=stored)) == preferences.Preferences()
