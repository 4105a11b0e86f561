from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.aggregation.index import Index

numbers = st.integers(-(2**63) + 1, 2**63 - 1)


def test_codes_follow_the_sorted_ids() -> None:
    index = Index.of_ids([70, 3, 70, 12])

    assert index.ids.tolist() == [3, 12, 70]
    assert index.codes([70, 3, 70, 12]).tolist() == [2, 0, 2, 1]
    assert index.codes([70]).dtype == np.int64
    assert len(index) == 3


@given(st.lists(numbers, max_size=12), st.randoms(use_true_random=False))
def test_ids_come_back_and_their_order_does_not_matter(rows: list[int], random: object) -> None:
    index = Index.of_ids(rows)
    shuffled = random.sample(rows, len(rows))  # type: ignore[attr-defined]

    assert index.decode(index.codes(rows)).tolist() == rows
    assert sorted(set(index.codes(rows).tolist())) == [*range(len(set(rows)))]
    assert Index.of_ids(shuffled).ids.tolist() == index.ids.tolist()


@given(st.lists(numbers, min_size=1), numbers)
def test_an_unknown_id_is_an_error_that_names_it(rows: list[int], other: int) -> None:
    index = Index.of_ids(iter(rows))

    assert index.codes(np.array(rows)).tolist() == index.codes(rows).tolist()
    if other not in rows:
        with pytest.raises(KeyError, match=str(other)):
            index.codes(np.array([*rows, other]))


def test_nothing_has_no_codes() -> None:
    index = Index.of_ids([])

    assert index.codes([]).size == len(index) == 0
    assert index.decode([]).tolist() == []
    with pytest.raises(KeyError):
        index.codes([0])


def test_rows_in_chunks_are_looked_up_among_all_ids_known_beforehand() -> None:
    index = Index.of_ids([70, 3, 12, 3])

    chunks = [index.codes(chunk) for chunk in (np.array([12, 70]), [3], np.array([], dtype=np.int64))]

    assert np.concatenate(chunks).tolist() == [1, 2, 0]


def test_what_is_no_whole_number_is_refused() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        Index.of_ids([1.5])  # type: ignore[list-item]
