"""Ratings made elsewhere are stored as ours are, and count only where the manager says so."""

import random
from datetime import UTC, datetime

import pytest

from tasks.consensus.tally import TALLY_COLUMNS
from tasks.exports.selecting import selection
from tasks.intake.judged import golds, ratings
from tasks.intake.judged.golds import ItemGold
from tasks.intake.judged.ratings import ItemRatings
from tasks.intake.lines import LineGold, LineRating
from tasks.models import Assignment, Consensus, Event, Item, Rating, RubricVersion
from tasks.web import report
from tests.factories import make_rater
from tests.work import make_batch, make_item, make_items, make_project, prefer, slots_held, take_next

pytestmark = pytest.mark.django_db

AT = datetime(2024, 2, 29, 23, 30, tzinfo=UTC)
PREFERENCES = [-3, -2, -1, 0, 1, 2, 3, "both_bad", "cannot_judge"]


def said(rater: str, preference: int | str | None = -2, **more: object) -> LineRating:
    if isinstance(preference, str):
        return LineRating(rater, verdict=preference, **more)
    return LineRating(rater, strength=preference, **more)


def store(item: Item, *given: LineRating, **batch: object) -> int:
    return ratings.store(batch=make_batch(item.project, **batch), rated=[ItemRatings(item.pk, given)])


def votes(item: Item, *preferences: int | str) -> int:
    given = [said(f"annotator{number}", each) for number, each in enumerate(preferences)]
    return store(item, *given, counts_ratings=True)


@pytest.fixture
def item():
    return make_item(make_project())


# ---- what is kept


def test_everything_a_rating_says_is_kept_in_the_rubrics_cell_order(item):
    scores = {"coherence": {"b": 4, "a": "na"}, "factuality": {"a": 5, "b": 1}}
    given = said("li", 2, scores=scores, rationale="The second is right.", at=AT, active_ms=41_000)

    assert store(item, given) == 1

    rating = Rating.objects.get(item=item)
    assert (rating.strength, rating.verdict, rating.scores) == (2, "", [5, 1, 0, 4, None, None])
    assert (rating.rationale, rating.active_ms) == ("The second is right.", 41_000)
    assert (rating.version, rating.current, rating.independent, rating.surplus) == (1, True, True, False)
    assert rating.asked == ["preference", "factuality", "coherence", "rationale"]
    assert rating.submitted_at == rating.assignment.submitted_at == rating.assignment.opened_at == AT
    assert rating.rubric_version_id == item.batch.rubric_version_id


def test_without_a_time_it_is_as_old_as_its_import(item):
    store(item, said("li"))

    rating = Rating.objects.get()
    event = Event.objects.filter(kind="rating").get()
    assert abs((event.at - rating.submitted_at).total_seconds()) < 60


@pytest.mark.parametrize(("shown", "order"), [("ab", [0, 1]), ("ba", [1, 0])])
def test_the_order_shown_elsewhere_is_kept(item, shown, order):
    store(item, said("li", shown=shown))

    assert Assignment.objects.get().presentation.order == order


def test_an_order_that_nobody_knows_is_not_made_up(item):
    store(item, said("li"))

    assert not hasattr(Assignment.objects.get(), "presentation")


def test_aspects_of_another_rubric_are_kept_beside(item):
    given = said("li", scores={"fluency": {"a": 3}, "factuality": {"b": 2}}, answers={"lead_time": 12.5})

    store(item, given)

    rating = Rating.objects.get()
    assert rating.scores == [None, 2, None, None, None, None]
    assert rating.answers == {"lead_time": 12.5, "source_scores": {"fluency": {"a": 3}}}


def test_numbers_beyond_64_bits_stay_exact(item):
    store(item, said("li", answers={"id": 10**30}))

    assert Rating.objects.get().answers == {"id": 10**30}


def test_an_item_of_an_earlier_rubric_keeps_that_rubrics_cells():
    project = make_project()
    item = make_item(project, batch=make_batch(project))
    definition = dict(project.rubric_version.definition)
    definition["questions"] = [q for q in definition["questions"] if q["key"] != "factuality"]
    definition["forms"] = {"full": {"ask": {"preference": "always"}}}
    project.rubric_version = RubricVersion.objects.create(key="exam", number=99, definition=definition)
    project.save()

    store(item, said("li", scores={"factuality": {"a": 3}}))

    assert Rating.objects.get().scores == [3, None, None, None, None, None]


# ---- whose they are


def test_a_person_and_a_judge_have_purposes_of_their_own(item):
    store(item, said("li"), said("gpt-4", kind="judge"))

    found = Assignment.objects.values_list("rater__kind", "purpose", "state", "holds_slot")
    assert sorted(found) == [
        ("external", "imported", "submitted", False),
        ("judge", "judge", "submitted", False),
    ]


def test_nothing_counts_unless_the_manager_says_so(item):
    store(item, said("li"), said("wang"), said("zhao"), said("gpt-4", kind="judge"))

    item.refresh_from_db()
    assert (item.n_ratings, item.taken, item.state) == (0, 0, "open")
    assert not Rating.objects.counted().exists()
    assert not selection.counted_ratings().exists()
    assert not Consensus.objects.exists()


def test_a_judge_never_counts(item):
    store(item, *(said(f"judge{n}", kind="judge") for n in range(3)), counts_ratings=True)

    item.refresh_from_db()
    assert (item.n_ratings, item.taken) == (0, 0)
    assert not Rating.objects.counted().exists()


def test_scores_without_a_preference_are_no_vote(item):
    store(item, said("li", None, scores={"factuality": {"a": 5}}), counts_ratings=True)

    item.refresh_from_db()
    assert (item.n_ratings, item.tally) == (0, {})
    assert Assignment.objects.get().purpose == "imported"


def test_gold_is_checked_by_nobodys_vote(item):
    golds.store(batch=item.batch, golds=[ItemGold(item.pk, 2, LineGold(min_strength=-3, max_strength=-1))])

    votes(item, -1, -1, "cannot_judge")

    item.refresh_from_db()
    assert (item.n_ratings, item.wanted, item.state) == (0, 0, "open")
    assert set(Assignment.objects.values_list("purpose", flat=True)) == {"imported"}


def test_the_projects_figures_hold_what_was_rated_here_and_what_counts(item):
    project = item.project
    counted = make_item(project)
    store(item, said("li"), said("gpt-4", kind="judge"))
    votes(counted, -1, -1)
    prefer(take_next(project, make_rater()), -1)

    found = report.of(project)

    assert (found.n_ratings, found.n_imported) == (3, 2)


# ---- what counts


def test_counted_ratings_settle_their_item(item):
    votes(item, -2, -1, 3)

    item.refresh_from_db()
    label = Consensus.objects.get(item=item)
    assert (item.state, item.n_ratings, item.taken) == ("settled", 3, 3)
    assert (item.tally["a"], item.tally["b"], item.posterior.n_ratings) == (2, 1, 3)
    assert (label.label, label.n_ratings, label.number, label.current) == ("a", 3, 1, True)
    assert selection.counted_ratings().count() == 3


def test_what_comes_after_the_last_slot_is_surplus(item):
    votes(item, -1, -1, -1, 3)

    item.refresh_from_db()
    assert (item.taken, item.wanted, item.n_ratings, item.tally.get("b")) == (3, 3, 3, None)
    assert Rating.objects.get(surplus=True).strength == 3


def test_some_slots_taken_leave_the_others_to_raters_here(item):
    votes(item, -1, -1)

    assert rated_here(item, [-1, -1]) == 1

    item.refresh_from_db()
    assert (item.state, item.n_ratings, slots_held(item)) == ("settled", 3, 3)


def test_one_who_cannot_judge_takes_no_slot(item):
    votes(item, "cannot_judge", -1)

    item.refresh_from_db()
    assert (item.n_cannot_judge, item.n_ratings, item.taken) == (1, 1, 1)


def rated_here(item: Item, preferences: list[int | str]) -> int:
    """Let raters of this installation say it one after another as long as there is a slot; return how many did."""
    for n, preference in enumerate(preferences):
        if not Item.objects.assignable().filter(pk=item.pk).exists():
            return n
        prefer(take_next(item.project, make_rater()), preference)
    return len(preferences)


def label_of(item: Item) -> list[dict]:
    left_out = ("id", "item_id", "number", "decided_at")
    rows = Consensus.objects.filter(item=item, current=True).values()
    return [{name: value for name, value in row.items() if name not in left_out} for row in rows]


@pytest.mark.parametrize("overlap", [(1, 1), (2, 4), (3, 5)])
def test_the_result_is_that_of_raters_who_rate_here(overlap):
    dice = random.Random(str(overlap))
    columns = ("state", "wanted", "taken", *TALLY_COLUMNS)
    for _ in range(12):
        preferences = dice.choices(PREFERENCES, k=dice.randint(1, 7))
        here, elsewhere = (make_item(make_project(overlap=overlap)) for _ in range(2))

        n_rated = rated_here(here, preferences)
        votes(elsewhere, *preferences[:n_rated])

        found = [Item.objects.values(*columns).get(pk=item.pk) for item in (here, elsewhere)]
        assert found[0] == found[1], preferences
        assert label_of(here) == label_of(elsewhere), preferences
        assert slots_held(elsewhere) == found[1]["taken"]


# ---- the same again


def test_the_same_file_twice_doubles_nothing(item):
    assert votes(item, -2, -1, 3) == 3
    before = Item.objects.values().get(pk=item.pk)

    assert votes(item, -2, -1, 3) == 0

    assert Rating.objects.count() == 3
    assert Item.objects.values().get(pk=item.pk) == before


def test_a_second_word_of_one_rater_is_left_out(item):
    assert store(item, said("li", -1), said("li", 3), counts_ratings=True) == 1

    assert Rating.objects.get().strength == -1


def test_a_rating_that_says_nothing_is_left_out(item):
    assert store(item, said("li", None)) == 0

    assert not Assignment.objects.exists()


def test_an_item_that_is_gone_is_passed_over(item):
    batch, gone = item.batch, item.pk + 1000

    assert ratings.store(batch=batch, rated=[ItemRatings(gone, [said("li")])]) == 0


def test_a_chunk_is_written_in_a_fixed_number_of_statements(django_assert_max_num_queries):
    project = make_project()
    items = make_items(project, 20)
    batch = make_batch(project, counts_ratings=True)
    rated = [ItemRatings(item.pk, [said(f"annotator{n}", -1) for n in range(3)]) for item in items]

    with django_assert_max_num_queries(30):
        assert ratings.store(batch=batch, rated=rated) == 60
