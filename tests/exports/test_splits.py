"""Which split an item is in, and that nothing stands in two."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.exports import requests
from tasks.exports.selecting import selection
from tasks.intake.near_duplicates import near
from tasks.models import Completion, EvaluationGroup, Export, ExportItem, Item, Project, Prompt
from tests.exports.projects import make_item, make_rated_project, settle

pytestmark = pytest.mark.django_db(transaction=True)

_names = itertools.count(1)
HALF = {"validation": 20, "test": 30}
LONG = "This answer is long enough to be somebody's own: {}."


def selected(project: Project, **policy: Any) -> Export:
    export = requests.request_export(project=project, user=None, fmt="canonical", policy_data=policy)
    return selection.select(export_id=export.pk)


def split_of(export: Export) -> dict[int, str]:
    return dict(ExportItem.objects.filter(export=export).values_list("item_id", "split"))


def group(number: int) -> bytes:
    return hashlib.sha256(b"group %d" % number).digest()


def make_pair(project: Project, number: int, *answers: str, near: int | None = None) -> Item:
    item = make_item(project, answers or ("Cusco.", "Lima."))
    Prompt.objects.filter(pk=item.prompt_id).update(group=group(number), near_group=near)
    settle(item, "a")
    return item


def bucket(project: Project, number: int) -> int:
    """Say it as the documentation does."""
    digest = hashlib.sha256(f"split {project.seed} ".encode() + group(number)).digest()
    return int.from_bytes(digest[:7], "big") % 10_000


def one_of(project: Project, split: str) -> int:
    """Find a group that falls into this split of HALF."""
    ends = {"test": (0, 3000), "train": (3000, 8000), "validation": (8000, 10_000)}
    low, high = ends[split]
    return next(n for n in itertools.count() if low <= bucket(project, n) < high)


@pytest.fixture
def project() -> Project:
    return make_rated_project()


def test_without_shares_everything_is_train(project: Project) -> None:
    item = make_pair(project, 1)

    export = selected(project)

    assert split_of(export) == {item.pk: "train"}
    assert export.manifest["splits"]["items"] == {"train": 1, "validation": 0, "test": 0}


def test_the_documented_hash_decides(project: Project) -> None:
    items = {number: make_pair(project, number) for number in range(40)}

    found = split_of(selected(project, **HALF))

    for number, item in items.items():
        place = bucket(project, number)
        expected = "test" if place < 3000 else "validation" if place >= 8000 else "train"
        assert found[item.pk] == expected


def test_a_group_stays_where_it_is_when_data_and_shares_grow(project: Project) -> None:
    for number in range(30):
        make_pair(project, number)
    before = split_of(selected(project, validation=10, test=10))

    for number in range(20, 60):
        make_pair(project, number)
    after = split_of(selected(project, validation=20, test=20))

    assert {item for item, split in before.items() if split != "train" and after[item] != split} == set()


def test_near_duplicates_and_one_root_share_a_split(project: Project) -> None:
    first = make_pair(project, one_of(project, "test"))
    near = first.prompt_id
    Prompt.objects.filter(pk=near).update(near_group=near)
    like_it = make_pair(project, one_of(project, "train"), near=near)
    # Imported later, and not compared yet: it has the root of the second.
    not_compared = make_pair(project, one_of(project, "train"))

    export = selected(project, **HALF)

    assert split_of(export) == dict.fromkeys((first.pk, like_it.pk, not_compared.pk), "test")
    assert export.manifest["splits"]["prompts_not_compared"] == 1


def test_of_two_groups_that_join_the_smallest_prompt_decides(project: Project) -> None:
    elder = make_pair(project, one_of(project, "validation"))
    younger = make_pair(project, one_of(project, "test"))
    apart = split_of(selected(project, **HALF))

    Prompt.objects.filter(project=project).update(near_group=elder.prompt_id)

    assert apart == {elder.pk: "validation", younger.pk: "test"}
    assert split_of(selected(project, **HALF)) == {elder.pk: "validation", younger.pk: "validation"}


def test_an_answer_of_a_higher_split_is_left_out_of_the_lower(project: Project) -> None:
    train, validation, test = (one_of(project, split) for split in ("train", "validation", "test"))
    shared, other = LONG.format("shared"), LONG.format("other")
    kept = [make_pair(project, test, shared, LONG.format(1)), make_pair(project, train, LONG.format(2))]
    make_pair(project, validation, shared, other)
    # What it shares with the validation item does not count: that one has gone.
    kept.append(make_pair(project, train, other, LONG.format(3)))
    make_pair(project, train, LONG.format(4), shared)

    export = selected(project, **HALF)

    assert sorted(split_of(export)) == [item.pk for item in kept]
    assert export.manifest["not_taken"]["answer_in_other_split"] == 2


@pytest.mark.parametrize(
    ("answer", "n_kept"), [("Yes.", 2), ("Yes, it does.", 2), ("", 2), ("没有这样的规定。", 1)]
)
def test_short_answers_may_stand_in_two_splits(project: Project, answer: str, n_kept: int) -> None:
    for split in ("train", "test"):
        make_pair(project, one_of(project, split), answer, LONG.format(split))

    assert len(split_of(selected(project, **HALF))) == n_kept


def test_a_prompt_group_has_at_most_so_many_items(project: Project) -> None:
    sure, unsure = make_item(project), make_item(project)
    settle(unsure, "a", p_consensus=0.6)
    settle(sure, "a", p_consensus=0.8)
    last = make_item(project)
    settle(last, "a", p_consensus=0.8)
    elsewhere = make_pair(project, 1)

    export = selected(project, max_pairs_per_prompt=1)

    assert sorted(split_of(export)) == [sure.pk, elsewhere.pk]
    assert export.manifest["not_taken"]["over_max_pairs"] == 2
    assert len(split_of(selected(project, max_pairs_per_prompt=2))) == 3


PAIRS = st.lists(
    st.tuples(
        st.integers(0, 11),  # group
        st.none() | st.integers(0, 5),  # near duplicates
        st.integers(0, 9),  # first answer
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=24,
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(pairs=PAIRS, shares=st.sampled_from([(20, 30), (25, 25), (0, 50), (1, 49)]), seed=st.integers(0, 99))
def test_no_group_prompt_or_answer_is_in_two_splits(
    pairs: list[tuple[int, int | None, int, int]], shares: tuple[int, int], seed: int
) -> None:
    project = make_rated_project(f"generated-{next(_names)}", seed=seed)
    items = [make_pair(project, number, LONG.format(a), LONG.format(b)) for number, _near, a, b in pairs]
    nears: dict[int, int] = {}
    for item, (_number, like, *_answers) in zip(items, pairs, strict=True):
        if like is not None:
            first = nears.setdefault(like, item.prompt_id)
            Prompt.objects.filter(pk=item.prompt_id).update(near_group=first)

    export = selected(project, validation=shares[0], test=shares[1])

    assert shared_by_splits(export) == set()
    gone = export.manifest["not_taken"].get("answer_in_other_split", 0)
    assert export.n_items + gone == len(pairs)


def shared_by_splits(export: Export) -> set[Any]:
    """Return the groups, near groups, prompts and answers that stand in more than one split."""
    found: dict[Any, set[str]] = {}
    for item, split in split_of(export).items():
        prompt = Prompt.objects.get(items=item)
        keys = [("group", bytes(prompt.group)), ("near", prompt.near_group), ("prompt", bytes(prompt.digest))]
        answers = Completion.objects.filter(places__item=item).values_list("text", flat=True)
        for key in [*keys, *(("answer", text) for text in answers)]:
            if key[1] is not None:
                found.setdefault(key, set()).add(split)
    return {key for key, splits in found.items() if len(splits) > 1}


def test_the_evaluation_set_is_test_in_every_export_and_nothing_else_moves(project: Project) -> None:
    items = [make_pair(project, number) for number in range(12)]
    before = split_of(selected(project))
    EvaluationGroup.objects.create(project=project, digest=group(3), root=group(3))

    later = make_pair(project, 3)
    found = split_of(selected(project))

    assert before == {item.pk: "train" for item in items}
    assert found == before | {items[3].pk: "test", later.pk: "test"}


def test_what_joins_a_group_of_the_evaluation_set_is_test_too(project: Project) -> None:
    elder, drawn = make_pair(project, 1), make_pair(project, 2)
    EvaluationGroup.objects.create(project=project, digest=group(2), root=group(2))

    Prompt.objects.filter(project=project).update(near_group=elder.prompt_id)

    assert split_of(selected(project)) == {elder.pk: "test", drawn.pk: "test"}


def test_near_duplicates_found_by_a_pass_share_a_split(project: Project) -> None:
    question = (
        "Which city was the capital of the Inca empire before the Spanish conquest, and who founded it{}"
    )
    items = [make_pair(project, one_of(project, split)) for split in ("test", "train", "validation")]
    for item, end in zip(items, ("?", " then?", " ?"), strict=True):
        messages = [{"role": "user", "content": question.format(end)}]
        Prompt.objects.filter(pk=item.prompt_id).update(messages=messages)

    assert near.group_prompts(project_id=project.pk)

    assert split_of(selected(project, **HALF)) == dict.fromkeys((item.pk for item in items), "test")
