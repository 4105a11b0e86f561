"""Figures that others printed or that the README of the shared data gives, from the very files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tasks.aggregation.agreement.alpha import krippendorff
from tasks.aggregation.agreement.fleiss import fleiss
from tasks.aggregation.agreement.pairwise import mean_agreement
from tasks.aggregation.agreement.patterns import Patterns
from tasks.aggregation.encoding import Votes

CROWD = {"rte": 0.2415, "bluebird": 0.1255, "dog": 0.5194, "face": 0.4949, "weather-cf": 0.5768}
TURNS = {
    "Overall": 0.327,
    "Correct": 0.343,
    "Relevant": 0.307,
    "Engaging": 0.265,
    "Specific": 0.253,
    "Interesting": 0.245,
    "Semantically appropriate": 0.221,
    "Understandable": 0.164,
    "Fluent": 0.153,
}
DIALOGS = {"Understanding": 0.397, "Overall": 0.368, "Coherent": 0.361}
LFQA = {
    "biology": (0.5200, 0.7667),
    "history": (0.6475, 0.8333),
    "physics": (0.4987, 0.7500),
    "economics": (0.4000, 0.7000),
}


@pytest.mark.parametrize(("name", "figure"), CROWD.items())
def test_alpha_of_the_crowd_sets(shared_data: Path, name: str, figure: float) -> None:
    rows = np.genfromtxt(shared_data / "crowd" / name / "label.csv", delimiter=",", skip_header=1, dtype=int)
    found = Patterns.of_labels(rows[:, 0], rows[:, 2], rows[:, 2].max() + 1)

    assert round(krippendorff(found, "nominal"), 4) == figure


@pytest.mark.parametrize(
    ("is_turn", "aspect", "figure"),
    [(True, *one) for one in TURNS.items()] + [(False, *one) for one in DIALOGS.items()],
)
def test_alpha_of_fed_with_its_missing_values(
    shared_data: Path, is_turn: bool, aspect: str, figure: float
) -> None:
    rows = []
    objects = json.loads((shared_data / "fed" / "fed_data.json").read_text())
    for item, one in enumerate(objects):
        given = one["annotations"].get(aspect, []) if ("response" in one) == is_turn else []
        rows += [(item, np.nan if isinstance(score, str) else score) for score in given]
    items, values = zip(*rows, strict=True)

    assert round(krippendorff(Patterns.of_values(items, values), "interval"), 3) == figure


def lfqa(folder: Path, domain: str) -> list[tuple[str, str, int]]:
    """(question, expert, answer) of a domain; `q_id` is not one question's in History."""
    paths = [path for path in sorted(folder.glob("*.json")) if path.name.lower().startswith(domain)]
    return [
        (one["question_text"], path.name, int(one["BetterAnswer"].endswith("B")))
        for path in paths
        for one in json.loads(path.read_text())
    ]


def coded(rows: list[tuple[str, str, int]]) -> Patterns:
    _, item = np.unique([question for question, _, _ in rows], return_inverse=True)
    return Patterns.of_labels(item, [answer for _, _, answer in rows], 2)


@pytest.mark.parametrize(("domain", "figures"), LFQA.items())
def test_kappa_of_the_experts_by_domain(shared_data: Path, domain: str, figures: tuple[float, float]) -> None:
    found = coded(lfqa(shared_data / "lfqa-experts", domain))

    assert (round(fleiss(found), 4), round(mean_agreement(found), 4)) == figures
    assert found.items.sum() == 20


def test_alpha_of_all_experts_together(shared_data: Path) -> None:
    found = coded([row for domain in LFQA for row in lfqa(shared_data / "lfqa-experts", domain)])

    assert found.items.sum() == 80
    assert round(krippendorff(found, "nominal"), 4) == 0.5344


@pytest.fixture
def pandalm(shared_data: Path) -> Votes:
    objects = json.loads((shared_data / "pandalm" / "testset-v1.json").read_text())
    label = np.array([[one[f"annotator{rater}"] for rater in (1, 2, 3)] for one in objects])
    item, rater = np.indices(label.shape)
    return Votes(item.ravel(), rater.ravel(), label.ravel(), 999, 3, 3)


def test_agreement_of_the_three_annotators_of_pandalm(pandalm: Votes) -> None:
    found = Patterns.of_labels(pandalm.item, pandalm.label, 3)

    assert round(fleiss(found), 4) == 0.8642
    assert round(mean_agreement(found), 4) == 0.9199
    assert [int(found.items[found.count.max(axis=1) == n].sum()) for n in (3, 2, 1)] == [879, 120, 0]
