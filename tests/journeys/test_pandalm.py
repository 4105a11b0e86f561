"""Published judgements replayed: PandaLM's pairs imported, its three annotators' labels rated through the API, and the
majority that its authors print comes out of the export."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from config.services.folders import CHECKOUT
from raters.models import Role
from tasks.projects import create_project
from tests.factories import make_rater, make_token, make_user
from tests.work import full_rating

pytestmark = pytest.mark.django_db(transaction=True)

FILE = CHECKOUT.parent / "shared" / "data" / "pandalm" / "testset-v1.json"
STRENGTHS = {0: 0, 1: -2, 2: 2}
WINNERS = {0: "tie", 1: "a", 2: "b"}
SLUG = "pandalm"


class Api:
    def __init__(self, user: Any) -> None:
        self.client = Client(headers={"Authorization": f"Token {make_token(user)[1]}"})

    def get(self, path: str) -> Any:
        response = self.client.get(f"/api/v1/{path}")
        assert response.status_code == 200, response.content
        return response.json()

    def post(self, path: str, data: Any, expect: int) -> Any:
        response = self.client.post(f"/api/v1/{path}", data, content_type="application/json")
        assert response.status_code == expect, response.content
        return response.json()


def replay(rater: Api, manager: Api, labels: dict[str, int]) -> int:
    """Rate everything as one annotator did; return how many ratings were made."""
    n_rated = 0
    assignment = rater.post(f"projects/{SLUG}/assignments/next", {}, 200)
    while assignment is not None:
        known = manager.get(f"assignments/{assignment['id']}/")
        canonical = STRENGTHS[labels[known["external_id"]]]
        seen = canonical if known["order"] == [0, 1] else -canonical
        answer = rater.post(f"assignments/{assignment['id']}/rating", full_rating(seen), 201)
        n_rated += 1
        assignment = answer["next"]
    assert answer["reason"] == "no_work"
    return n_rated


def majority(record: dict[str, Any]) -> int:
    return Counter(record[f"annotator{n}"] for n in (1, 2, 3)).most_common(1)[0][0]


@pytest.mark.parametrize(
    "n_pairs", [pytest.param(60, id="a few"), pytest.param(999, id="all", marks=pytest.mark.slow)]
)
def test_the_published_majority_comes_out_of_the_export(n_pairs: int, tmp_path: Path) -> None:
    if not FILE.exists():
        pytest.skip(f"PandaLM's test set is not at {FILE}")
    records = json.loads(FILE.read_text())[:n_pairs]
    owner = make_user(Role.MANAGER)
    create_project(slug=SLUG, owner=owner)
    upload = tmp_path / "testset.json"
    upload.write_text(json.dumps(records))
    call_command("import_batch", SLUG, str(upload))

    for number in (1, 2, 3):
        labels = {str(record["idx"]): record[f"annotator{number}"] for record in records}
        assert replay(Api(make_rater().user), Api(owner), labels) == n_pairs
    call_command("export", SLUG, "--format", "canonical", "--out", str(tmp_path / "out"))

    expected = Counter(WINNERS[majority(record)] for record in records)
    if n_pairs == 999:
        assert expected == {"tie": 105, "a": 422, "b": 472}
    assert rows_by_winner(tmp_path / "out") == expected
    assert manifest_counts(tmp_path / "out") == {"a": 0, "b": 0, "tie": 0, "both_bad": 0} | expected


def rows_by_winner(folder: Path) -> Counter[str]:
    shards = folder.glob("*.jsonl")
    rows = [json.loads(line) for shard in shards for line in shard.read_text().splitlines()]
    return Counter(row["winner"] for row in rows)


def manifest_counts(folder: Path) -> dict[str, int]:
    counts: dict[str, int] = json.loads((folder / "manifest.json").read_text())["counts"]
    return counts
