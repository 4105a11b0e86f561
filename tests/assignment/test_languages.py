"""Items go to raters who read their language (U14), at every door; who has declared none gets any."""

import pytest
from django.db.models import F

from raters.accounts import languages
from raters.models import SecurityEvent
from tasks import members
from tasks.assignment import door, filling, opening, waiting
from tasks.models import Item, Prompt
from tests.factories import make_rater, make_skill, make_user
from tests.work import NOW, make_item, make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def reason(project, rater) -> str:
    return opening.open_next(project=project, rater=rater, now=NOW)[1]


@pytest.mark.parametrize(
    ("declared", "language", "comes"),
    [
        (["zh"], "en", False),
        (["zh"], "zh", True),
        (["zh"], "zh-Hant", True),
        (["zh-Hans"], "zh", True),
        (["zh", "en"], "en", True),
        ([], "en", True),
        (["zh"], "", True),
        (["zh"], "fr", True),  # nobody can declare it, so it would be nobody's
    ],
)
def test_an_item_comes_to_who_reads_its_language(declared, language: str, comes: bool) -> None:
    project, rater = make_project(), make_rater(languages=declared)
    make_item(project, language=language)

    assert reason(project, rater) == ("" if comes else door.OTHER_LANGUAGE)


def test_an_item_without_a_language_of_its_own_has_its_prompts() -> None:
    project, rater = make_project(), make_rater(languages=["zh"])
    make_item(project)
    Prompt.objects.update(language="en")

    assert filling.fill(project=project, rater=rater) == []
    assert reason(project, rater) == door.OTHER_LANGUAGE


def test_a_submit_opens_the_next_item_that_the_rater_reads() -> None:
    project, rater = make_project(), make_rater()
    first, second, third = (make_item(project, priority=-n) for n in range(3))
    taken = take_next(project, rater)
    assert taken.item == first
    Item.objects.filter(pk=second.pk).update(language="en")
    languages.declare(rater=rater, languages=["zh"], by=make_user())

    assert prefer(taken, -1).next.item_id == third.pk


def test_what_is_open_may_be_finished_after_a_change_of_languages() -> None:
    project, rater = make_project(), make_rater()
    make_item(project, language="en")
    taken = take_next(project, rater)
    rater.languages = ["zh"]
    rater.save()

    assert opening.open_next(project=project, rater=rater, now=NOW) == (taken.pk, "")
    prefer(taken, -1)
    assert Item.objects.filter(n_ratings=F("n_cannot_judge") + 1).exists()


def test_languages_are_those_on_offer_and_a_change_is_an_event() -> None:
    rater, manager = make_rater(), make_user("manager")

    with pytest.raises(languages.UnknownLanguage):
        languages.declare(rater=rater, languages=["tlh"], by=manager)
    languages.declare(rater=rater, languages=["zh", "en"], by=manager)

    rater.refresh_from_db()
    assert rater.languages == ["en", "zh"]
    assert SecurityEvent.objects.get(kind="languages_changed").label == "en, zh"


def test_the_reason_is_that_of_most_items_that_are_left() -> None:
    project, rater = make_project(), make_rater(languages=["zh"])
    make_item(project, skill_ids=[make_skill().pk])
    make_items(project, 2, language="en")

    assert reason(project, rater) == door.OTHER_LANGUAGE


# ---- What nobody reads


def test_items_in_a_language_of_no_rater_are_counted() -> None:
    project = make_project()
    make_rater(languages=["zh"])
    make_items(project, 2, language="en-GB")
    make_item(project, language="zh")
    make_item(project, language="fr")  # nobody can declare it, so it is everybody's
    make_item(project)
    Prompt.objects.filter(items__language="").update(language="en")

    assert waiting.unread(project) == ({"en": 3}, True)


@pytest.mark.parametrize("declared", [["en"], [], ["zh", "en"]])
def test_one_rater_who_reads_them_is_enough(declared: list[str]) -> None:
    project = make_project()
    make_rater(languages=["zh"])
    make_rater(languages=declared)
    make_item(project, language="en")

    assert waiting.unread(project) == ({}, True)


def test_who_may_not_rate_here_does_not_count() -> None:
    project = make_project(admits_all=False)
    members.add(project=project, user=make_rater(languages=["zh"]).user)
    make_rater(languages=["en"])
    gone = make_rater(languages=["en"])
    members.add(project=project, user=gone.user)
    type(gone.user).objects.filter(pk=gone.user.pk).update(is_active=False)
    make_item(project, language="en")

    assert waiting.unread(project) == ({"en": 1}, True)


def test_without_raters_nothing_is_said_of_languages() -> None:
    project = make_project()
    make_item(project, language="en")

    assert waiting.unread(project) == ({}, True)


def test_a_long_queue_is_looked_at_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LOOKED_AT", 2)
    project = make_project()
    make_rater(languages=["zh"])
    make_items(project, 3, language="en")

    assert waiting.unread(project) == ({"en": 2}, False)
