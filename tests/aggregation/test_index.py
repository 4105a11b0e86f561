from __future__ import annotations

from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.index import Index

ids = st.one_of(
    st.integers(), st.text(max_size=3), st.uuids(), st.tuples(st.integers(0, 3), st.text(max_size=2))
)


def test_codes_follow_the_sorted_ids() -> None:
    codes, index = Index.encode(["pear", "fig", "pear", "apple"])

    assert index.ids == ("apple", "fig", "pear")
    assert codes.tolist() == [2, 1, 2, 0]
    assert codes.dtype == np.int64
    assert len(index) == 3


@pytest.mark.parametrize("kind", [np.int32, np.int64, np.str_])
def test_an_array_is_encoded_as_its_list_is(kind: type[np.generic]) -> None:
    column = np.array([70, 3, 70, 12]).astype(kind)

    codes, index = Index.encode(column)

    assert codes.dtype == np.int64
    assert (codes.tolist(), index) == (Index.encode(column.tolist())[0].tolist(), index)
    assert index.ids == Index.encode(column.tolist())[1].ids
    assert index.decode(codes) == column.tolist()


@given(st.lists(ids, max_size=12), st.randoms(use_true_random=False))
def test_ids_of_any_kinds_come_back_and_their_order_does_not_matter(
    rows: list[object], random: object
) -> None:
    codes, index = Index.encode(rows)
    shuffled = random.sample(rows, len(rows))  # type: ignore[attr-defined]

    assert index.decode(codes) == rows
    assert sorted(set(codes.tolist())) == [*range(len(set(rows)))]
    assert Index.encode(shuffled)[1].ids == index.ids


def test_ids_that_cannot_be_compared_are_sorted_by_kind() -> None:
    _, index = Index.encode(["b", 10, UUID(int=5), 9, "a"])

    assert index.ids == (UUID(int=5), 10, 9, "a", "b")


def test_an_array_may_hold_ids_of_several_kinds() -> None:
    codes, index = Index.encode(np.array(["b", 10, "a", 10], dtype=object))

    assert (index.ids, codes.tolist()) == ((10, "a", "b"), [2, 0, 1, 0])


def test_known_ids_are_looked_up_and_unknown_ones_are_an_error() -> None:
    _, index = Index.encode([30, 10, 20])

    assert index.codes([20, 20, 10]).tolist() == [1, 1, 0]
    assert index.codes([]).dtype == np.int64
    with pytest.raises(KeyError):
        index.codes([40])


def test_nothing_has_no_codes() -> None:
    codes, index = Index.encode([])

    assert codes.size == len(index) == 0
    assert index.decode(codes) == []


def test_rows_in_chunks_are_looked_up_among_all_ids_known_beforehand() -> None:
    index = Index.of_ids([70, 3, 12, 3])

    chunks = [index.codes(chunk) for chunk in (np.array([12, 70]), [3], np.array([], dtype=np.int64))]

    assert np.concatenate(chunks).tolist() == [1, 2, 0]
    assert 12 in index
    assert 13 not in index
    with pytest.raises(KeyError):
        index.codes(np.array([13]))


@given(st.lists(st.integers(-(2**63) + 1, 2**63 - 1), min_size=1), st.integers(-(2**63) + 1, 2**63 - 1))
def test_an_array_of_numbers_is_looked_up_as_its_list_is(rows: list[int], other: int) -> None:
    index = Index.of_ids(rows)

    assert index.codes(np.array(rows)).tolist() == index.codes(rows).tolist()
    if other not in index:
        with pytest.raises(KeyError, match=str(other)):
            index.codes(np.array([*rows, other]))
