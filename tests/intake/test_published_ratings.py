"""PandaLM's annotators and judges come in with their files, and give the figures that its authors print."""

from collections import Counter

import pytest

from tasks.models import Assignment, Consensus, Item, Posterior, Rating

pytestmark = pytest.mark.django_db

WINNERS = {-1: "a", 0: "tie", 1: "b"}


@pytest.fixture
def testset(shared_data):
    return shared_data / "pandalm" / "testset-v1.json"


@pytest.fixture
def verdicts(shared_data):
    return shared_data / "pandalm" / "gpt-3.5-turbo-testset-v1.json"


def test_counted_ratings_settle_every_item_on_the_published_majority(imported, testset):
    batch = imported(testset, counts_ratings=True)

    assert (batch.status, batch.n_items, batch.n_ratings) == ("open", 999, 2997)
    assert Rating.objects.counted().count() == 2997
    winners = Counter(Consensus.objects.filter(current=True).values_list("label", flat=True))
    assert winners == {"tie": 105, "a": 422, "b": 472}
    assert set(Item.objects.values_list("state", "taken", "wanted")) == {("settled", 3, 3)}
    agreement = Counter(round(each, 2) for each in Posterior.objects.values_list("agreement", flat=True))
    assert agreement == {1.0: 879, 0.67: 120}


def test_without_the_managers_word_they_stand_beside(imported, testset):
    batch = imported(testset)

    assert batch.n_ratings == 2997
    assert not Rating.objects.counted().exists()
    assert set(Item.objects.values_list("state", "taken", "n_ratings")) == {("open", 0, 0)}
    assert set(Assignment.objects.values_list("purpose", "rater__kind")) == {("imported", "external")}


def test_a_judges_file_finds_the_items_and_agrees_as_often_as_published(imported, testset, verdicts):
    imported(testset, counts_ratings=True)

    batch = imported(verdicts)

    assert (batch.n_lines, batch.n_rejected) == (999, 25)  # no verdict: "garbage"
    judged = Rating.objects.filter(assignment__purpose="judge")
    assert judged.count() == batch.n_ratings == 974
    labels = dict(Consensus.objects.filter(current=True).values_list("item", "label"))
    matches = [labels[item] == WINNERS[strength] for item, strength in judged.values_list("item", "strength")]
    assert round(sum(matches) / 999, 4) == 0.6977
    assert set(Item.objects.values_list("n_ratings", flat=True)) == {3}


def test_the_same_judges_file_again_doubles_nothing(imported, testset, verdicts):
    imported(testset)
    first = imported(verdicts)

    again = imported(verdicts)

    assert (first.n_ratings, again.n_ratings) == (974, 0)
