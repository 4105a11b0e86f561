"""Labels that the README of the shared data gives, from the very files, where `test_vote_models` does not pin them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tasks.aggregation.encoding import Votes
from tasks.aggregation.labels import dawid_skene, majority
from tasks.aggregation.labels.table_prior import Priors
from tasks.aggregation.results import Labels
from tests.aggregation.stated import stated
from tests.worlds import crowd

# Items of which two classes lead; accuracy of the vote with ties to the lowest class; full tables without smoothing.
CROWD = {
    "rte": (65, 0.9187, 0.9275),
    "bluebird": (0, 0.7593, 0.8889),
    "dog": (50, 0.8178, 0.8426),
    "face": (28, 0.6301, 0.6404),
    "weather-cf": (27, 0.9000, 0.8300),
}
UNSMOOTHED = {"priors": Priors(smoothing=0, items=0), "tol": 0, "max_iter": 100, "strict": False}


@pytest.mark.parametrize("name", crowd.SETS)
def test_the_vote_of_the_crowd_and_its_ties(shared_data: Path, name: str) -> None:
    votes, truth = crowd.load(name)

    labels = stated(majority.fit(votes), votes)

    assert int((labels.margin < 1e-12).sum()) == CROWD[name][0]
    assert np.mean(labels.best == truth) == pytest.approx(CROWD[name][1], abs=5.1e-5)


@pytest.mark.parametrize("name", crowd.SETS)
def test_full_tables_without_smoothing(shared_data: Path, name: str) -> None:
    """On weather-cf, of raters with four votes, they never settle; crowd-kit's stop at the fifth step."""
    votes, truth = crowd.load(name)
    steps = {"max_iter": 5} if name == "weather-cf" else {}

    labels = stated(dawid_skene.fit(votes, **(UNSMOOTHED | steps)), votes)

    assert np.mean(labels.best == truth) == pytest.approx(CROWD[name][2], abs=0.015)


@pytest.fixture
def pandalm(shared_data: Path) -> Labels:
    """The vote of three people on 999 items: 0 similar, 1 and 2 the better response."""
    said = _verdicts(shared_data, "testset-v1", ("annotator1", "annotator2", "annotator3"))
    item, rater = np.indices(said.shape)
    votes = Votes(item.ravel(), rater.ravel(), said.ravel(), 999, 3, 3)
    return stated(majority.fit(votes), votes)


def _verdicts(folder: Path, name: str, fields: tuple[str, ...]) -> np.ndarray:
    """What was said of each item, (999, fields); a machine's "Tie" is 0, and -1 what is no verdict."""
    rows = json.loads((folder / "pandalm" / f"{name}.json").read_text())
    assert [row["idx"] for row in rows] == [*range(999)]
    meaning = {"0": 0, "1": 1, "2": 2, "Tie": 0}
    return np.array([[meaning.get(str(row[one]), -1) for one in fields] for row in rows])


def test_the_majority_of_pandalm(pandalm: Labels) -> None:
    assert np.bincount(pandalm.best).tolist() == [105, 422, 472]
    assert int((pandalm.confidence > 0.66).sum()) == 879
    assert pandalm.margin.min() > 0


@pytest.mark.parametrize(
    ("name", "field", "figure", "silent"),
    [
        ("gpt-3.5-turbo-testset-v1", "gpt_result", 0.6977, 25),
        ("pandalm-7b-testset-v1", "pandalm_result", 0.6677, 0),
    ],
)
def test_how_often_a_machine_says_what_most_people_say(
    shared_data: Path, pandalm: Labels, name: str, field: str, figure: float, silent: int
) -> None:
    verdict = _verdicts(shared_data, name, (field,))[:, 0]

    assert round(float(np.mean(verdict == pandalm.best)), 4) == figure
    assert int((verdict < 0).sum()) == silent
