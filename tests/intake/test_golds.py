"""Items whose answer is known: kept for checking raters, never given out as work."""

import pytest

from tasks.assignment import filling, opening, routing
from tasks.intake.judged import golds
from tasks.intake.judged.golds import ANY, ItemGold
from tasks.intake.lines import LineGold
from tasks.models import Gold, Item
from tasks.web import report
from tests.factories import make_rater
from tests.work import NOW, make_item, make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db

FIRST_IS_BETTER = LineGold(min_strength=-3, max_strength=-1)


def make_gold(item: Item, gold: LineGold = FIRST_IS_BETTER, n_answers: int = 2) -> int:
    return golds.store(batch=item.batch, golds=[ItemGold(item.pk, n_answers, gold)])


@pytest.fixture
def item():
    return make_item(make_project(), is_audit=True)


def test_gold_keeps_band_ranges_and_explanation(item):
    scores = {"coherence": {"b": (1, 2)}, "factuality": {"a": (5, 5)}}
    known = LineGold(min_strength=-3, max_strength=-2, scores=scores, explanation="1911 is the year.")

    assert make_gold(item, known) == 1

    gold = Gold.objects.get(item=item)
    assert (gold.min_strength, gold.max_strength, gold.verdict) == (-3, -2, "")
    assert gold.explanation == "1911 is the year."
    cells = [[5, 5], list(ANY), list(ANY), [1, 2], list(ANY), list(ANY)]
    assert gold.score_ranges == cells


@pytest.mark.parametrize(
    "known",
    [
        LineGold(min_strength=0, max_strength=0),
        LineGold(verdict="both_bad"),
        LineGold(scores={"factuality": {"a": (4, 5)}}),
    ],
)
def test_a_tie_both_bad_and_scores_alone_are_gold_too(item, known):
    assert make_gold(item, known) == 1

    gold = Gold.objects.get(item=item)
    assert (gold.min_strength, gold.verdict) == (known.min_strength, known.verdict)


def test_gold_has_no_slots_and_is_no_audit_item(item):
    make_gold(item)

    item.refresh_from_db()
    assert (item.is_gold, item.wanted, item.taken, item.is_audit) == (True, 0, 0, False)


def test_gold_is_nobodys_work(item):
    project, rater = item.project, make_rater()
    make_gold(item)
    others = make_items(project, 2)

    candidates = routing.candidates(project=project, rater=rater)
    assert {each.pk for each in candidates} == {each.pk for each in others}
    assert len(filling.fill(project=project, rater=rater)) == 2
    for _ in others:
        prefer(take_next(project, rater), -1)
    assert opening.open_next(project=project, rater=rater, now=NOW) == (None, "no_work")


def test_an_item_at_work_or_rated_stays_work():
    project = make_project(tray_size=1)
    held, rated = make_items(project, 2)
    rater = make_rater()
    assert take_next(project, rater).item_id == held.pk
    prefer(take_next(project, rater), -1)
    take_next(project, rater)

    made = golds.store(
        batch=held.batch, golds=[ItemGold(one.pk, 2, FIRST_IS_BETTER) for one in (held, rated)]
    )

    assert made == 0
    assert not Item.objects.filter(is_gold=True).exists()


def test_the_first_gold_of_an_item_stands(item):
    make_gold(item)

    assert make_gold(item, LineGold(verdict="both_bad")) == 0
    both = [ItemGold(item.pk, 2, gold) for gold in (FIRST_IS_BETTER, LineGold(verdict="both_bad"))]
    assert golds.store(batch=item.batch, golds=both) == 0
    assert Gold.objects.get().max_strength == -1


def test_of_two_in_one_chunk_the_first_stands(item):
    both = [ItemGold(item.pk, 2, gold) for gold in (FIRST_IS_BETTER, LineGold(verdict="both_bad"))]

    assert golds.store(batch=item.batch, golds=both) == 1
    assert Gold.objects.get().verdict == ""


def test_gold_waits_for_no_ratings_in_the_report(item):
    project = item.project
    make_gold(item)
    make_items(project, 2)

    found = report.of(project)

    assert (found.n_items, found.n_gold) == (2, 1)
    assert sum(segment.n for segment in found.segments) == 2
