"""What holds for any ratings in every measure of agreement: names, order, copies, turns of the scale, and the edges."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.aggregation.agreement import alpha
from tasks.aggregation.agreement.alpha import krippendorff
from tasks.aggregation.agreement.disagreement import agreement_weights, interval
from tasks.aggregation.agreement.fleiss import fleiss
from tasks.aggregation.agreement.gwet import ac1, ac2
from tasks.aggregation.agreement.pairwise import mean_agreement, opposite_share
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.agreement.resampling import bootstrap
from tasks.aggregation.convergence import DegenerateData
from tasks.aggregation.encoding import Votes

K = 4
VALUE = np.array([-3.0, -1.0, 1.0, 3.0])
many = settings(max_examples=40)
Rows = list[tuple[int, int]]
Measure = Callable[[Patterns], float]

NOMINAL: dict[str, Measure] = {
    "nominal alpha": lambda found: krippendorff(found, "nominal"),
    "fleiss": fleiss,
    "ac1": ac1,
    "mean agreement": mean_agreement,
}
BEYOND_CHANCE: dict[str, Measure] = {
    "nominal alpha": NOMINAL["nominal alpha"],
    "ordinal alpha": lambda found: krippendorff(found, "ordinal"),
    "interval alpha": lambda found: krippendorff(found, "interval"),
    "fleiss": fleiss,
    "ac1": ac1,
    "ac2": lambda found: ac2(found, agreement_weights(interval(found.value))),
}
AGREEMENT = BEYOND_CHANCE | {"mean agreement": mean_agreement}
ALL = AGREEMENT | {"opposite share": opposite_share}
SHARES = {"mean agreement": mean_agreement, "opposite share": opposite_share}
ALPHA = {name: measure for name, measure in ALL.items() if "alpha" in name}
# Alpha draws its chance from the ratings at hand without putting one back, so that copies move it a little.
COPYABLE = {name: measure for name, measure in ALL.items() if name not in ALPHA}


def over(measures: dict[str, Measure]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("measure", measures.values(), ids=measures.keys())


def patterns(rows: Rows) -> Patterns:
    """Rows of item and class, the classes standing for -3, -1, 1 and 3."""
    item, label = zip(*rows, strict=True) if rows else ((), ())
    counted = Patterns.of_labels(item, label, K)
    return Patterns(counted.count, counted.items, VALUE)


# Two ratings that differ, and whatever else.
rows_of_items = st.lists(st.tuples(st.integers(0, 5), st.integers(0, K - 1)), max_size=25).map(
    lambda rows: [(0, 0), *rows, (0, 3)]
)


@over(ALL)
@many
@given(rows=rows_of_items, names=st.permutations(range(6)), random=st.randoms(use_true_random=False))
def test_neither_names_of_items_nor_order_nor_lone_ratings_matter(
    measure: Measure, rows: Rows, names: list[int], random: object
) -> None:
    renamed = [(names[item], label) for item, label in rows]

    shuffled = random.sample([*renamed, (77, 0), (99, 3)], len(rows) + 2)

    assert measure(patterns(shuffled)) == measure(patterns(rows))


@over(NOMINAL)
@many
@given(rows=rows_of_items, names=st.permutations(range(K)))
def test_names_of_classes_do_not_matter_where_classes_are_only_names(
    measure: Measure, rows: Rows, names: list[int]
) -> None:
    renamed = [(item, names[label]) for item, label in rows]

    assert measure(patterns(renamed)) == pytest.approx(measure(patterns(rows)), abs=1e-12)


@over(ALL)
@many
@given(rows=rows_of_items)
def test_turning_the_scale_round_changes_nothing(measure: Measure, rows: Rows) -> None:
    turned = [(item, K - 1 - label) for item, label in rows]

    assert measure(patterns(turned)) == pytest.approx(measure(patterns(rows)), abs=1e-12)


@over(COPYABLE)
@many
@given(rows=rows_of_items)
def test_every_item_twice_is_every_item_once(measure: Measure, rows: Rows) -> None:
    copied = [*rows, *((item + 10, label) for item, label in rows)]

    assert measure(patterns(copied)) == pytest.approx(measure(patterns(rows)), abs=1e-12)


@over(ALPHA)
@many
@given(rows=rows_of_items, times=st.integers(2, 9))
def test_copies_move_alpha_by_the_rating_that_chance_does_not_put_back(
    measure: Measure, rows: Rows, times: int
) -> None:
    found = patterns(rows)
    copied = Patterns(found.count, times * found.items, found.value)
    n = int(found.items @ found.size)

    disagreement = (1 - measure(found)) * (n * times - 1) / (n - 1) / times

    assert measure(copied) == pytest.approx(1 - disagreement, abs=1e-12)


@over(AGREEMENT)
@many
@given(rows=rows_of_items)
def test_it_is_a_number_and_never_above_one(measure: Measure, rows: Rows) -> None:
    assert -np.inf < measure(patterns(rows)) <= 1 + 1e-12


@over(SHARES)
@many
@given(rows=rows_of_items)
def test_shares_are_shares(measure: Measure, rows: Rows) -> None:
    assert 0 <= measure(patterns(rows)) <= 1


@over(AGREEMENT)
def test_agreement_without_exception_is_one(measure: Measure) -> None:
    unanimous = [(item, label) for item, label in enumerate((0, 1, 3, 3)) for _ in range(2 + item)]

    assert measure(patterns(unanimous)) == pytest.approx(1, abs=1e-12)


@over(BEYOND_CHANCE)
def test_ratings_dealt_at_random_agree_as_much_as_chance(measure: Measure) -> None:
    label = np.random.default_rng(8).integers(0, K, 60_000)
    found = Patterns.of_labels(np.arange(60_000) // 3, label, K)

    assert measure(Patterns(found.count, found.items, VALUE)) == pytest.approx(0, abs=0.02)


@over(ALPHA)
@many
@given(labels=st.lists(st.integers(0, K - 1), max_size=20))
def test_one_item_alone_shows_nothing_beyond_chance(measure: Measure, labels: list[int]) -> None:
    assert measure(patterns([(0, label) for label in (0, 3, *labels)])) == pytest.approx(0, abs=1e-9)


def test_an_item_with_nearly_all_ratings_counts_once_but_for_alpha() -> None:
    split = [(0, 0), (0, 3)] * 500
    rest = [(item, item % K) for item in range(1, 10) for _ in range(2)]

    assert mean_agreement(patterns([*split, *rest])) == pytest.approx((9 + 499 / 999) / 10)
    assert fleiss(patterns([*split, *rest])) > 0.9
    assert krippendorff(patterns([*split, *rest]), "nominal") < 0.05


@over(ALL)
@pytest.mark.parametrize("rows", [[], [(0, 1)], [(0, 1), (1, 1), (2, 3)]])
def test_without_two_ratings_of_an_item_there_is_no_figure(measure: Measure, rows: Rows) -> None:
    with pytest.raises(DegenerateData):
        measure(patterns(rows))


@over(ALPHA | {"fleiss": fleiss})
def test_where_one_class_is_all_there_is_chance_is_not_defined(measure: Measure) -> None:
    with pytest.raises(DegenerateData):
        measure(patterns([(0, 1), (0, 1), (1, 1), (1, 1), (1, 1)]))


@over({name: AGREEMENT[name] for name in ("ac1", "ac2", "mean agreement")})
def test_where_one_class_is_all_there_is_these_find_agreement(measure: Measure) -> None:
    assert measure(patterns([(0, 1), (0, 1), (1, 1), (1, 1), (1, 1)])) == 1


@many
@given(rows=rows_of_items, random=st.randoms(use_true_random=False))
def test_an_interval_depends_on_no_order_and_is_finite(rows: Rows, random: object) -> None:
    rows = [*rows, (7, 1), (7, 1)]
    shuffled = random.sample(rows, len(rows))
    found = bootstrap(patterns(rows), alpha.resampled, seed=1, n_resamples=50)

    assert bootstrap(patterns(shuffled), alpha.resampled, seed=1, n_resamples=50) == found
    assert -np.inf < found.low <= found.high <= 1 + 1e-12
    assert 0 <= found.error < np.inf


@st.composite
def panels(draw: st.DrawFn) -> Votes:
    """Items of which each rater has rated some, once."""
    cells = st.tuples(st.integers(0, 7), st.integers(0, 3))
    said = draw(st.dictionaries(cells, st.integers(0, K - 1), max_size=32))
    item, rater = zip(*said, strict=True) if said else ((), ())
    return Votes(item, rater, [*said.values()], 8, 4, K)
