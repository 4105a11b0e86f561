"""What the dry run counts is what the import then makes, and the dry run itself writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps

from tasks import projects
from tasks.models import Batch, Item, Project
from tests.intake.looking import foretold, let_in, look, made
from tests.intake.packing import zipped
from tests.intake.records import jsonl, pair
from tests.samples import png

# Of each set: the rubric it fits, and its files.
SETS = {
    "pandalm with its judges": ("exam", "pandalm/*.json"),
    "hh-rlhf": ("exam", "hh-rlhf/*.gz"),
    "alpaca-eval in pairs": ("exam", "alpaca-eval/*.gz"),
    "alpaca-eval ranked": ("ranking", "alpaca-eval/*.gz"),
    "faireval with its verdicts": ("exam", "faireval/*"),
    "lfqa": ("exam", "lfqa-experts/*.json"),
    "oasst in pairs": ("exam", "oasst/*"),
    "llmeval": ("single", "llmeval-2/*/Law*"),
    "llmeval in pairs": ("exam", "llmeval-2/human*/Law*"),
    "halluqa": ("exam", "halluqa/HalluQA.json"),
    "halluqa one by one": ("single", "halluqa/open_generation/*"),
    "fed": ("single", "fed/*"),
    "mt-bench": ("exam", "mt-bench/*"),
    "answers that lack their questions": ("exam", "faireval/answer*"),
}

ANSWERS = [{"id": 1, "completions": [{"text": text, "model": text}]} for text in ("so", "thus")]
RATING = {"id": 1, "ratings": [{"rater": "ann", "strength": 2}]}


@pytest.mark.parametrize("name", SETS)
def test_real_files_come_in_as_foretold(shared_data: Path, db: None, name: str) -> None:
    rubric, pattern = SETS[name]
    project = projects.create_project(slug="real", rubric=rubric)
    files = sorted(shared_data.glob(pattern))

    found = look(project, *files)
    batch = let_in(project, *files, tolerates_rejected=True)

    assert found["error"] is None
    assert foretold(found) == made(batch)
    assert found["gold"] == Item.objects.filter(is_gold=True).count()
    assert [file["layout"] for file in found["files"]] == [
        file.layout for file in batch.files.order_by("position")
    ]


@pytest.mark.parametrize("duplicates", Batch.Duplicates.values)
def test_repeats_come_in_as_foretold(project: Project, duplicates: str) -> None:
    let_in(project, jsonl(pair(1), pair(2)))
    same = pair(6, completions=["one", "two", "two"])
    content = jsonl(pair(1), pair(3), pair(3, completions=["two", "one "]), pair(4), pair(2), same, same)

    found = look(project, content, duplicates=duplicates)

    assert found["duplicates"] == {"in_file": 2, "in_project": 2}
    assert foretold(found) == made(let_in(project, content, duplicates=duplicates))


@pytest.mark.parametrize("duplicates", Batch.Duplicates.values)
def test_a_rater_heard_before_comes_in_as_foretold(project: Project, duplicates: str) -> None:
    let_in(project, jsonl(pair(1, ratings=RATING["ratings"])))
    twice = [
        pair(n, ratings=[*RATING["ratings"], {"rater": "m", "kind": "judge", "strength": 1}])
        for n in (1, 2, 2)
    ]

    found = look(project, jsonl(*twice), duplicates=duplicates)

    assert foretold(found) == made(let_in(project, jsonl(*twice), duplicates=duplicates))


def test_ratings_of_a_line_whose_pairs_are_alike_come_in_as_foretold(project: Project) -> None:
    alike = pair(
        1, completions=["a", "a ", "a"], ratings=[{"rater": "ann", "scores": {"factuality": {"a": 3}}}]
    )

    found = look(project, jsonl(alike), duplicates="skip")

    assert foretold(found) == made(let_in(project, jsonl(alike), duplicates="skip"))


def test_a_failed_batch_makes_no_repeats(project: Project) -> None:
    batch = let_in(project, jsonl(pair(1)))
    Batch.objects.filter(pk=batch.pk).update(status="failed", opened_at=None)

    assert look(project, jsonl(pair(1)))["duplicates"] == {"in_file": 0, "in_project": 0}


@pytest.mark.parametrize("pairing", Batch.Pairing.values)
def test_pairs_come_in_as_foretold(project: Project, pairing: str) -> None:
    content = jsonl(pair(1, completions=list("abcde")), pair(2, completions=list("abc")), pair(3))

    found = look(project, content, pairing=pairing, n_opponents=3)

    assert foretold(found) == made(let_in(project, content, pairing=pairing, n_opponents=3))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ([{"id": 1, "prompt": "Why?"}], ANSWERS),
        ([{"id": 1, "prompt": "Why?"}, ANSWERS[0]], [ANSWERS[1]]),
        (ANSWERS, [{"id": 1, "prompt": "Why?"}]),
        ([{"id": 1, "prompt": "Why?"}], [{"prompt": "Why?", "completions": ["so", "thus", "hence"]}]),
        ([{"prompt": "Why?"}], [{"prompt": " Why? ", "completions": ["so"]}]),
        ([{"id": 1, "prompt": "Why?", "completions": ["so", "thus"]}], [RATING]),
        ([], [RATING, {"id": 1, "prompt": "Why?", "completions": ["so", "thus"]}]),
        ([], [RATING, *ANSWERS, {"id": 1, "prompt": "Why?"}]),
        ([pair(1, id=1), pair(2, id=1)], [RATING]),
        ([RATING], [pair(1, id=1)]),
        ([RATING], [{"id": 1, "prompt": "Why?"}, *ANSWERS]),
        ([pair(1, id=1), RATING], [RATING]),
        ([], [pair(1, id=1, ratings=RATING["ratings"]), RATING]),
    ],
)
def test_lines_that_wait_come_in_as_foretold(
    project: Project, earlier: list[dict[str, object]], later: list[dict[str, object]]
) -> None:
    if earlier:
        let_in(project, jsonl(*earlier))

    found = look(project, jsonl(*later))

    assert foretold(found) == made(let_in(project, jsonl(*later)))


@pytest.mark.parametrize(
    ("table", "n_items"),
    [
        ("问题,回答A,回答B\n为什么?,因为,所以\n", 1),
        ("prompt,回答A,回答B\nWhy?,so,thus\n", 1),
        ("prompt,response_a,response_b\nWhy?,so,thus\n", 1),
        ("question,答案\nWhy?,so\n", 0),
        ("colour,size\nred,1\n", 0),
    ],
)
def test_columns_are_known_alike(project: Project, table: str, n_items: int) -> None:
    found = look(project, table.encode())

    assert found["items"] == n_items
    assert foretold(found) == made(let_in(project, table.encode()))


@pytest.mark.parametrize("same_id", Batch.SameId.values)
def test_nothing_is_written(project: Project, uploads: Path, same_id: str) -> None:
    let_in(project, jsonl({"id": 1, "prompt": "Why?"}, pair(1, id=7), pair(2, id=8), {"prompt": "How?"}))
    before = state(uploads)
    gold = pair(2, id=8, gold={"preference": "a"}, ratings=[{"rater": "bob", "strength": 1}])
    pictures = {"p.png": png(), "data.jsonl": jsonl(pair(4, completions=[{"media": "p.png"}, "two"]))}
    lines = jsonl(pair(1), pair(9, id=7), gold, *ANSWERS, RATING, {"prompt": "How?", "completions": ["so"]})

    found = look(
        project,
        lines + jsonl({"prompt": ""}),
        zipped(pictures),
        duplicates="link",
        counts_ratings=True,
        same_id=same_id,
    )

    assert found["items"] > 0
    assert state(uploads) == before


def state(uploads: Path) -> dict[str, object]:
    rows = {model.__name__: list(model.objects.order_by("pk").values()) for model in apps.get_models()}
    return rows | {"files": sorted(str(path) for path in uploads.rglob("*"))}
