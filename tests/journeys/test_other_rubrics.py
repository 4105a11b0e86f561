"""One answer, a ranking and an intent through commands and API: uploaded, rated by three, settled, exported whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from raters.models import Role
from tasks.models import Item
from tasks.projects import create_project
from tests.factories import make_rater, make_user
from tests.journeys.test_pandalm import Api
from tests.work import RATIONALE

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = ["Cusco.", "Lima.", "Quito."]
PLACES = {"Lima.": 0, "Cusco.": 1, "Quito.": 1}
MARK = {"start": 0, "end": 4, "kind": "wrong", "note": "no"}
Rate = Callable[[dict[str, Any], int], dict[str, Any]]


def scored(_assignment: dict[str, Any], n: int) -> dict[str, Any]:
    scores = {"factuality": {"a": 4}, "coherence": {"a": 3 + n % 2}, "justification": {"a": "na"}}
    given = {"marks": [{"answer": "a"} | MARK], "tags": {"a": ["truncated"]}, "rewrite": {"a": "Lima!"}}
    return {"scores": scores, "rationale": RATIONALE, "confidence": 2, "flags": ["unsafe"]} | given


def ranked(assignment: dict[str, Any], _n: int) -> dict[str, Any]:
    tiers: list[list[str]] = [[], []]
    for letter, answer in assignment["answers"].items():
        tiers[PLACES[answer["text"]]].append(letter)
    best = {"answer": tiers[0][0]} | MARK
    return {
        "answers": {"ranking": tiers},
        "rationale": RATIONALE,
        "marks": [best],
        "tags": {tiers[0][0]: ["unsafe"]},
    }


def intended(_assignment: dict[str, Any], n: int) -> dict[str, Any]:
    return {
        "answers": {"intent": "code"} if n else {"intent": "other", "comment": "a riddle"},
        "confidence": 3,
    }


def journey(rubric: str, texts: list[str], rate: Rate, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the exported row, and the item as a manager sees it over the API."""
    owner = make_user(Role.MANAGER)
    create_project(slug=rubric, owner=owner, rubric=rubric)
    upload = folder / "items.jsonl"
    upload.write_text(
        json.dumps({"prompt": "Capital of Peru?", "completions": [{"text": text} for text in texts]})
    )
    call_command("import_batch", rubric, str(upload))
    for n in range(3):
        api = Api(make_rater().user)
        assignment = api.post(f"projects/{rubric}/assignments/next", {}, 200)
        api.post(f"assignments/{assignment['id']}/rating", rate(assignment, n), 201)
    call_command("export", rubric, "--format", "canonical", "--out", str(folder / "out"))
    call_command("verify_export", str(folder / "out"))
    (row,) = (
        json.loads(line)
        for shard in (folder / "out").glob("*.jsonl")
        for line in shard.read_text().splitlines()
    )
    return row, Api(owner).get(f"items/{Item.objects.get().pk}/")


def test_one_answer(tmp_path: Path) -> None:
    row, item = journey("single", ["Lima."], scored, tmp_path)

    assert (item["state"], row["label"], item["consensus"]["label"]) == ("settled", "4/3/na", "4/3/na")
    assert item["consensus"]["errors"]["coherence"]["a"]["mean"] == pytest.approx(10 / 3)
    vote = row["votes"][0]
    assert (vote["confidence"], vote["rewrite"], vote["flags"]) == (2, '{"a":"Lima!"}', '["unsafe"]')
    assert json.loads(vote["marks"])[0] == {"answer": "a", "source": ""} | MARK
    assert json.loads(vote["tags"]) == {"a": ["truncated"]}


def test_a_ranking(tmp_path: Path) -> None:
    row, item = journey("ranking", TEXTS, ranked, tmp_path)

    assert (item["state"], row["label"]) == ("settled", "b>a=c")
    assert {vote["answers"]["ranking"] for vote in row["votes"]} == {'[["b"],["a","c"]]'}
    assert {json.loads(vote["marks"])[0]["answer"] for vote in row["votes"]} == {"b"}
    assert {vote["tags"] for vote in row["votes"]} == {'{"b":["unsafe"]}'}
    assert [(pair["chosen"], pair["rejected"]) for pair in json.loads(row["pairs"])] == [
        ("b", "a"),
        ("b", "c"),
    ]


@pytest.mark.parametrize("texts", [["Lima."], []], ids=["with-an-answer", "prompt-alone"])
def test_an_intent(tmp_path: Path, texts: list[str]) -> None:
    row, item = journey("intent", texts, intended, tmp_path)

    assert (item["state"], row["label"], row["confidence"]) == (
        "settled",
        "code",
        pytest.approx((2 + 1 / 9) / 4),
    )
    assert sorted(vote["answers"]["comment"] for vote in row["votes"]) == ["", "", "a riddle"]
