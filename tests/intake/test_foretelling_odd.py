"""Lines drawn at random, full of collisions: what the dry run counts is what the import then makes."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tasks import projects
from tasks.models import Batch
from tests.intake.looking import foretold, let_in, look, made
from tests.intake.records import jsonl

OPINIONS: tuple[dict[str, Any], ...] = (
    {"strength": 1},
    {"verdict": "tie"},
    {"scores": {"factuality": {"a": 3}}},
    {"rationale": "x", "strength": -2},
)


@pytest.mark.parametrize("seed", range(40))
def test_odd_lines_come_in_as_foretold(db: None, seed: int) -> None:
    foretell(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40, 400))
def test_many_odd_lines_come_in_as_foretold(db: None, seed: int) -> None:
    foretell(seed)


def foretell(seed: int) -> None:
    draw = random.Random(seed)
    project = projects.create_project(slug="odd", rubric=draw.choice(["exam", "exam", "single", "ranking"]))
    choices = {
        "duplicates": draw.choice(Batch.Duplicates.values),
        "pairing": draw.choice(["", "all", "ring"]),
        "counts_ratings": draw.random() < 0.3,
        "tolerates_rejected": True,
    }
    for _ in range(draw.choice([0, 1, 1, 2])):
        let_in(project, upload(draw), **choices)
    files = [upload(draw) for _ in range(draw.choice([1, 2]))]

    found = look(project, *files, **choices)

    assert foretold(found) == made(let_in(project, *files, **choices))


def upload(draw: random.Random) -> bytes:
    return jsonl(*(line(draw) for _ in range(draw.randint(1, 6))))


def line(draw: random.Random) -> dict[str, Any]:
    prompt, answers = draw.choice(["Why?", " Why? ", "How?", "What?"]), answers_of(draw)
    if draw.random() < 0.2:
        return {"instruction": prompt, "output": answers[0]["text"], "generator": answers[0]["model"]}
    whole = {
        "prompt": prompt,
        "id": draw.choice([1, 2, 3]),
        "completions": answers,
        "ratings": [rating(draw) for _ in range(draw.choice([1, 2]))],
        "gold": {"preference": "a"},
    }
    likely = {"prompt": 0.75, "id": 0.6, "completions": 0.75, "ratings": 0.35, "gold": 0.2}
    return {key: value for key, value in whole.items() if draw.random() < likely[key]}


def answers_of(draw: random.Random) -> list[dict[str, str]]:
    n = draw.choice([1, 1, 2, 2, 2, 3, 4])
    return [{"text": draw.choice(["a", "b", "c", "a "]), "model": draw.choice("mn")} for _ in range(n)]


def rating(draw: random.Random) -> dict[str, Any]:
    rater = {"rater": draw.choice(["ann", "bob"]), "kind": draw.choice(["human", "judge"])}
    return rater | draw.choice(OPINIONS)
