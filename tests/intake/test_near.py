"""Prompts that are nearly the same get one group, and prompts that are not do not."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from tasks.intake import hashing
from tasks.intake.near_duplicates import near
from tests.intake.near_prompts import PERU, ask, grouped
from tests.work import make_project

pytestmark = pytest.mark.django_db

NUMBERS = [f"number {letter * 3}" for letter in "abcdefghijkl"]
# Each has one word more replaced than the one before it; the outer two are too far from each other.
CHAIN = [" ".join(["something"] * n + NUMBERS[n:]) for n in range(3)]
LABOUR = "公司单方面辞退员工，没有提前三十天通知，员工可以要求哪些赔偿？"


def are_together(*texts: str) -> bool:
    project = make_project()
    for text in texts:
        ask(project, text)
    return len(grouped(project)) == 1


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (PERU, PERU.replace("Peru", "Perú")),
        (PERU, PERU.upper()),
        (PERU, "  " + PERU.replace(" ", "\n") + "!"),
        (PERU, "Please: " + PERU),
        (LABOUR, LABOUR.replace("哪些", "什么")),
        (LABOUR, "请问" + LABOUR.rstrip("？")),
        (LABOUR, LABOUR.replace("，", ",")),
    ],
)
def test_near_duplicates_stand_together(text: str, same: str) -> None:
    assert are_together(text, same)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (PERU, "What is the capital of Chile?"),
        ("What is the capital of Peru?", "What is the capital of Chile?"),
        ("秘鲁的首都是哪里？", "智利的首都是哪里？"),
        (LABOUR, LABOUR[:14] + "企业应当怎样补办手续才算合法？"),
        (PERU, LABOUR),
        ("Hi", "Ho"),
        ("3 + 4 = ?", "3 + 5 = ?"),
    ],
)
def test_other_questions_stand_apart(text: str, other: str) -> None:
    assert not are_together(text, other)


def test_short_texts_stand_with_their_equals() -> None:
    assert are_together("Hi", " hi", "HI")


def test_what_comes_after_twenty_thousand_characters_makes_no_difference() -> None:
    long = " ".join(str(number) for number in range(30_000))

    assert are_together(long, long + " and so on", "x" + long)


def test_a_chain_of_near_duplicates_is_one_group() -> None:
    assert not are_together(CHAIN[0], CHAIN[2])
    assert are_together(*CHAIN)


def test_conversations_stand_together_by_their_root_and_by_all_their_questions() -> None:
    project = make_project()
    root = ask(project, PERU, "And of Chile?")
    same_root = ask(project, PERU, "Tell me of something else entirely: how do I bake bread at home?")
    near_root = ask(project, PERU + "!")
    other_start = ask(project, "Hello", PERU + "\nAnd of Chile?")
    apart = ask(project, "Hello there", "How do I bake bread at home?")

    near.group_prompts(project_id=project.pk)

    labels = dict(project.prompts.values_list("pk", "near_group"))
    assert {labels[prompt.pk] for prompt in (root, same_root, near_root, other_start)} == {root.pk}
    assert labels[apart.pk] == apart.pk


def test_a_group_is_named_after_its_smallest_prompt_and_keeps_to_its_project() -> None:
    mine, other = make_project(), make_project()
    first, stranger, second = ask(mine, PERU), ask(other, PERU), ask(mine, PERU + "?")

    near.group_prompts(project_id=mine.pk)

    assert dict(mine.prompts.values_list("pk", "near_group")) == {first.pk: first.pk, second.pk: first.pk}
    stranger.refresh_from_db()
    assert stranger.near_group is None


def test_a_prompt_that_is_like_two_groups_makes_them_one() -> None:
    project = make_project()
    ask(project, CHAIN[0])
    ask(project, CHAIN[2])
    assert len(grouped(project)) == 2

    ask(project, CHAIN[1])

    assert len(grouped(project)) == 1


# ---- whatever order they come in


def edited(texts: Iterable[str], draw: random.Random) -> list[str]:
    """Give every fourth text a companion with one letter changed, or a few words before it."""
    made = []
    for number, text in enumerate(texts):
        made.append(text)
        if number % 4 == 0:
            place = draw.randrange(len(text))
            made.append(text[:place] + "#" + text[place + 1 :] if number % 8 else "Please: " + text)
    return list(dict.fromkeys(made))


@pytest.fixture
def questions(shared_data: Path) -> list[str]:
    with gzip.open(shared_data / "alpaca-eval" / "alpaca-7b.model_outputs.json.gz") as file:
        english = [record["instruction"] for record in json.load(file)]
    lines = (shared_data / "belle" / "eval_set.json").read_text(encoding="utf-8").splitlines()
    chinese = [json.loads(line)["question"] for line in lines if line.strip()]
    return edited(english[:150] + chinese[:150], random.Random(4))


def shingles(text: str) -> frozenset[str]:
    text = hashing.normalised(text).casefold()
    sizes = [2 if "\u3040" <= letter <= "\u9fff" else 5 for letter in text]
    found = {text[at : at + size] for at, size in enumerate(sizes) if at + size <= len(text)}
    return frozenset(found if len(text) >= 10 else {text, ""})


def by_comparing_all(texts: list[str], least: float) -> set[frozenset[str]]:
    """Group texts by every pair's shingles, without signatures."""
    sets = {text: shingles(text) for text in texts}
    group = {text: {text} for text in texts}
    for at, text in enumerate(texts):
        for other in texts[:at]:
            shared = len(sets[text] & sets[other])
            if group[text] is not group[other] and shared >= least * len(sets[text] | sets[other]):
                group[text] |= group[other]
                for one in group[other]:
                    group[one] = group[text]
    return {frozenset(found) for found in group.values()}


def test_groups_are_those_that_comparing_all_with_all_finds(questions: list[str]) -> None:
    project = make_project()
    for text in questions:
        ask(project, text)

    found = grouped(project)

    # Below 0.85 a pair may be missed, once in some hundred.
    assert len(questions) > 360
    assert len(found ^ by_comparing_all(questions, 0.8)) <= 6
    members = {text: group for group in found for text in group}
    assert all(group <= members[next(iter(group))] for group in by_comparing_all(questions, 0.85))


def test_the_order_of_arrival_makes_no_difference(questions: list[str]) -> None:
    found = []
    for seed in (1, 2):
        project = make_project()
        for text in random.Random(seed).sample(questions, len(questions)):
            ask(project, text)
        found.append(grouped(project))

    assert found[0] == found[1]


def test_passes_over_what_comes_bit_by_bit_end_where_one_pass_does(questions: list[str]) -> None:
    project = make_project()
    for start in range(0, len(questions), 100):
        for text in questions[start : start + 100]:
            ask(project, text)
        near.group_prompts(project_id=project.pk)
    bit_by_bit = dict(project.prompts.values_list("pk", "near_group"))

    project.prompts.update(near_group=None)
    near.group_prompts(project_id=project.pk)

    assert dict(project.prompts.values_list("pk", "near_group")) == bit_by_bit
