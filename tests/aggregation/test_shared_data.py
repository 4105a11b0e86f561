"""What the README of the shared data counts, from the very files: other tests' figures are of the data they name."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median_high

import numpy as np
import pytest

from tasks.aggregation.agreement.alpha import krippendorff
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.convergence import DegenerateData
from tests.worlds import crowd

# Items, raters, votes, classes.
CROWD = {
    "rte": (800, 164, 8000, 2),
    "bluebird": (108, 39, 4212, 2),
    "dog": (807, 109, 8070, 4),
    "face": (584, 27, 5242, 4),
    "weather-cf": (300, 461, 1720, 5),
}
EXPERTS = {"Biology": 3, "History": 3, "Physics": 2, "Economics": 2, "Chemistry": 1, "Law": 1, "TechCS": 1}
TURNS = {
    "Interesting": 2, "Engaging": 2, "Specific": 2, "Relevant": 2, "Correct": 2, "Semantically appropriate": 2,
    "Fluent": 2, "Understandable": 1, "Overall": 4,
}  # fmt: skip


@pytest.mark.parametrize(("name", "sizes"), CROWD.items())
def test_sizes_of_the_crowd_sets(shared_data: Path, name: str, sizes: tuple[int, ...]) -> None:
    votes, truth = crowd.load(name)

    assert (votes.n_items, votes.n_raters, votes.n, votes.n_classes) == sizes
    assert truth.size == np.unique(votes.item).size == votes.n_items
    assert np.unique(votes.rater).size == votes.n_raters


@pytest.fixture
def experts(shared_data: Path) -> dict[str, list[dict[str, object]]]:
    """The judgments of each domain; `annotator` names the expert."""
    domains: dict[str, list[dict[str, object]]] = {domain: [] for domain in EXPERTS}
    for path in sorted((shared_data / "lfqa-experts").glob("*_Common20.json")):
        domains[path.name.split("_")[0]] += json.loads(path.read_text())
    return domains


def test_judgments_of_the_experts(experts: dict[str, list[dict[str, object]]]) -> None:
    everything = [one for given in experts.values() for one in given]

    assert {domain: len({one["annotator"] for one in given}) for domain, given in experts.items()} == EXPERTS
    assert [len({one["question_text"] for one in given}) for given in experts.values()] == [20] * 7
    assert (len(everything), len({one["annotator"] for one in everything})) == (260, 12)
    seconds = [one["lead_time"] for one in everything]
    assert (int(median_high(seconds)), int(min(seconds))) == (698, 3)


@pytest.mark.parametrize("domain", [domain for domain, n in EXPERTS.items() if n == 1])
def test_one_expert_agrees_with_nobody(experts: dict[str, list[dict[str, object]]], domain: str) -> None:
    item = np.unique([one["question_text"] for one in experts[domain]], return_inverse=True)[1]
    answer = [int(one["BetterAnswer"] == "Answer B") for one in experts[domain]]

    with pytest.raises(DegenerateData):
        krippendorff(Patterns.of_labels(item, answer, 2), "nominal")


def test_scores_of_fed_and_those_that_are_missing(shared_data: Path) -> None:
    given = json.loads((shared_data / "fed" / "fed_data.json").read_text())
    turns = [one["annotations"] for one in given if "response" in one]
    dialogs = [one["annotations"] for one in given if "response" not in one]

    assert (len(turns), len(dialogs), len(dialogs[0])) == (375, 125, 11)
    assert {len(scores) for one in turns + dialogs for scores in one.values()} == {5}
    for items, n_missing in ((turns, 12), (dialogs, 155)):
        assert (
            sum(isinstance(one, str) for item in items for scores in item.values() for one in scores)
            == n_missing
        )
    for aspect, most in TURNS.items():
        found = {one for item in turns for one in item[aspect] if not isinstance(one, str)}
        assert found == {*range(most + 1)}
