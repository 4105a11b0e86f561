"""Who is compared with whom: enough to find every group, and no more than a few looks a text."""

from __future__ import annotations

import numpy as np

from tasks.intake.near_duplicates import near_groups, near_likeness, near_shingles
from tasks.intake.near_duplicates.near_groups import Groups
from tasks.intake.near_duplicates.near_likeness import Likeness
from tasks.intake.near_duplicates.near_signatures import Signatures


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int32)


class Asked:
    """Counts the pairs that are compared; rows are alike when their numbers are."""

    def __init__(self, numbers: np.ndarray, reach: int = 0) -> None:
        self.numbers, self.reach, self.n_pairs = numbers, reach, 0

    def __call__(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        self.n_pairs += len(one)
        return np.abs(self.numbers[one] - self.numbers[other]) <= self.reach


def linked(n: int, alike: Asked, *bands: list[int]) -> Groups:
    groups = Groups(n)
    near_groups.link(
        groups, np.arange(n, dtype=np.int32), [np.array(band, np.uint32) for band in bands], alike
    )
    return groups


def test_groups_grow_together() -> None:
    groups = Groups(6)
    groups.unite(rows(5, 1), rows(4, 2))
    groups.unite(rows(2, 4), rows(4, 0))

    assert groups.of.tolist() == [0, 0, 0, 3, 0, 0]


def test_only_rows_that_share_a_bucket_are_compared() -> None:
    alike = Asked(np.zeros(4))

    assert linked(4, alike, [7, 8, 7, 9], [1, 2, 3, 2]).of.tolist() == [0, 1, 0, 1]
    assert alike.n_pairs == 2


def test_a_chain_in_one_bucket_is_found_whatever_stands_first() -> None:
    for order in ([0, 1, 2, 3], [1, 0, 3, 2], [3, 1, 0, 2], [2, 0, 3, 1]):
        assert len(set(linked(4, Asked(np.array(order), reach=1), [5] * 4).of)) == 1


def test_a_bucket_of_equals_costs_one_look_each() -> None:
    alike = Asked(np.zeros(5000))

    assert len(set(linked(5000, alike, *([[5] * 5000] * 21)).of)) == 1
    assert alike.n_pairs == 4999


def test_a_bucket_of_strangers_costs_a_few_looks_each() -> None:
    alike = Asked(np.arange(5000))

    assert len(set(linked(5000, alike, [5] * 5000).of)) == 5000
    assert alike.n_pairs <= near_groups.REPRESENTATIVES * 5000


def test_what_is_nearly_alike_is_read_a_few_times_only() -> None:
    template = "please write a product description of at most one hundred words for a {} sold in {}"
    texts = [template.format(f"thing {number:05d}", f"town {97 * number:06d}") for number in range(400)]
    n_read = []

    def read(found: np.ndarray) -> list[str]:
        n_read.append(len(found))
        return [texts[row] for row in found]

    with Signatures() as signatures:
        signatures.add(texts)
        likeness = Likeness(signatures, np.arange(400), read)
        for _ in range(40):
            pairs = np.random.default_rng(len(n_read)).integers(0, 400, size=(2, 400))
            likeness(pairs[0], pairs[1])

    assert sum(n_read) <= 2 * 400 * (near_likeness.MOST_LOOKS + 4)


def test_signatures_tell_how_alike_texts_are() -> None:
    words = [f"word{number}" for number in range(60)]
    texts = [" ".join(["other"] * n + words[n:]) for n in range(40)]
    with Signatures() as signatures:
        signatures.add(texts)
        first = np.zeros(40, dtype=np.int64)
        estimates = signatures.likeness(first, np.arange(40))

    sets = near_shingles.shingled(texts).sets()
    shared = np.array([near_shingles.jaccard(sets[0], one) for one in sets])
    assert abs(estimates - shared).max() < 0.2
    assert abs(estimates - shared).mean() < 0.05
    assert (estimates[0], shared[0]) == (1, 1)


def test_the_same_texts_have_the_same_signatures_in_whatever_portions_they_come() -> None:
    texts = [f"{number} " * (number + 10) for number in range(300)] + [
        "长" * 5000,
        "x" * 200_000,
        "y" * 200_000,
    ]
    found = []
    for step in (1, 7, 303):
        with Signatures() as signatures:
            for start in range(0, len(texts), step):
                signatures.add(texts[start : start + step])
            found.append([band.tolist() for band in signatures.bands()])

    assert found[0] == found[1] == found[2]


def test_shingles_are_five_letters_or_two_chinese_ones() -> None:
    sets = near_shingles.shingled(["abcdef", "中文问", "abcd", "中文abc", "文a"]).sets()

    assert [len(one) for one in sets] == [2, 2, 0, 2, 1]
    assert near_shingles.jaccard(sets[1], sets[4]) == 0
