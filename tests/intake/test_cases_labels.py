"""Labels, and rows that judge: what they mean, and what the manager lets become of them."""

from __future__ import annotations

from typing import Any

import pytest

from tasks.intake.choices import InvalidOptions
from tasks.models import Batch, Item, Project, Rating, Source, WaitingLine
from tests.intake.cases import CONTAINERS, Row, written
from tests.intake.taking import item, named, taken

pytestmark = pytest.mark.django_db


def file_of(
    *labels: object, keys: tuple[str, str] = ("response_1", "response_2"), name: str = "label"
) -> list[Row]:
    return [
        {"id": str(n), "prompt": f"q{n}", keys[0]: "a", keys[1]: "b", name: label}
        for n, label in enumerate(labels)
    ]


def sides(batch: Batch) -> list[str]:
    """What the source prefers, line by line; empty where that is not known."""
    items = Item.objects.filter(batch=batch).order_by("line")
    return [one.detail.meta.get("source_preference", "") for one in items]


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([1, 0, 1], ["b", "a", "b"]),
        ([1, 2, 1], ["a", "b", "a"]),
        ([0, 0], ["a", "a"]),
        ([0, 1, 2], ["", "", ""]),
        (["A>B", "B>A", "A=B"], ["a", "b", "tie"]),
        (["tie (bothbad)", "model_a", "left"], ["both_bad", "a", "a"]),
    ],
    ids=str,
)
def test_what_a_label_means_is_told_from_the_whole_file(
    project: Project, given: list[object], expected: list[str], container: str
) -> None:
    assert sides(taken(project, written(file_of(*given), container))) == expected


@pytest.mark.parametrize("container", CONTAINERS)
def test_an_id_of_the_better_answer_counts_from_nought(project: Project, container: str) -> None:
    rows = file_of(1, 0, keys=("response_0", "response_1"), name="better_response_id")

    assert sides(taken(project, written(rows, container))) == ["b", "a"]


@pytest.mark.parametrize("container", CONTAINERS)
def test_columns_of_which_one_is_true_are_one_label(project: Project, container: str) -> None:
    names = ("winner_model_a", "winner_model_b", "winner_tie")
    rows = [
        {
            "id": str(n),
            "prompt": f"q{n}",
            "response_a": "a",
            "response_b": "b",
            **dict.fromkeys(names, 0),
            name: 1,
        }
        for n, name in enumerate(names)
    ]

    assert sides(taken(project, written(rows, container))) == ["a", "b", "tie"]


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_meaning_of_a_label_is_the_managers_to_say(project: Project, container: str) -> None:
    meant = {"label": {"means": {"0": "tie", "1": "a", "2": "b"}}}

    assert sides(taken(project, written(file_of(0, 1, 2), container), labels=meant)) == ["tie", "a", "b"]
    assert Item.objects.first().detail.meta["label"] in (0, "0")


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_label_may_become_a_rating_of_a_named_rater(project: Project, container: str) -> None:
    chosen = {"label": {"use": "rating", "rater": "gpt-4"}}

    taken(project, written(file_of(0, 1), container), labels=chosen)

    assert sorted(Rating.objects.values_list("strength", flat=True)) == [-1, 1]
    assert set(Source.objects.values_list("name", flat=True)) == {"gpt-4"}


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(("band", "ends"), [(None, (1, 3)), ([2, 3], (2, 3))], ids=str)
def test_a_preference_may_become_gold_with_a_band(
    project: Project, band: list[int] | None, ends: tuple[int, int], container: str
) -> None:
    chosen = {"chosen": {"use": "gold", **({"strength": band} if band else {})}}

    taken(project, written([{"prompt": "q", "chosen": "a", "rejected": "b"}], container), labels=chosen)

    gold = item().gold
    is_second = item().detail.meta["source_preference"] == "b"
    assert (gold.min_strength, gold.max_strength) == (ends if is_second else (-ends[1], -ends[0]))


JUDGED: tuple[Row, ...] = (
    {
        "item": "7",
        "worker": "w3",
        "winner": "left",
        "reason": "It is right.",
        "created_at": "2024-05-01T10:00:00Z",
    },
    {"题号": "7", "标注员": "w3", "哪个更好": "左", "理由": "It is right."},
    {"question_id": "7", "annotator": "w3", "preference": "A>B", "comment": "It is right."},
    {
        "pair_id": "7",
        "rater": "w3",
        "verdict": "A",
        "why": "It is right.",
        "factuality_a": 5,
        "factuality_b": 2,
    },
)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("row", JUDGED, ids=named)
def test_a_judgement_a_row_is_a_rating_of_the_item_of_that_id(
    project: Project, row: Row, container: str
) -> None:
    pairs = [{"id": "7", "prompt": "q", "response_a": "a", "response_b": "b"}]

    taken(project, written(pairs, container), (written([row], container)[0], f"judged.{container}"))

    rating = Rating.objects.get()
    assert (rating.assignment.item, rating.strength, rating.rationale) == (item(), -1, "It is right.")
    assert Source.objects.get(rater=rating.rater).name == "w3"
    assert not WaitingLine.objects.exists()


@pytest.mark.parametrize("container", CONTAINERS)
def test_judgements_under_names_of_their_own_are_mapped(project: Project, container: str) -> None:
    pairs = written([{"id": "7", "prompt": "q", "response_a": "a", "response_b": "b"}], container)
    rows = (
        written([{"nr": "7", "who": "w3", "says": "B", "because": "So."}], container)[0],
        f"judged.{container}",
    )
    mapping = {rows[1]: {"id": "nr", "rater": "who", "verdict": "says", "rationale": "because"}}

    taken(project, pairs, rows, columns=mapping)

    assert Rating.objects.get().strength == 1


@pytest.mark.parametrize("container", CONTAINERS)
def test_judgements_that_repeat_their_texts_are_ratings_of_one_item(project: Project, container: str) -> None:
    pair = {"prompt": "q", "response_a": "a", "response_b": "b"}
    rows = [{**pair, "annotator": f"w{n}", "winner": winner} for n, winner in enumerate(("A", "B", "tie"))]

    batch = taken(project, written(rows, container))

    assert (batch.n_items, batch.n_duplicates) == (1, 0)
    assert sorted(Rating.objects.values_list("strength", flat=True)) == [-1, 0, 1]


@pytest.mark.parametrize("mapping", [{"winner": "w"}, {"judged.csv": {"rater_name": "w"}}])
def test_a_mapping_of_keys_that_are_not_ours_is_refused_with_the_list(
    project: Project, mapping: dict[str, Any]
) -> None:
    with pytest.raises(InvalidOptions) as caught:
        taken(project, written([{"prompt": "q"}], "csv"), columns=mapping)

    said = caught.value.fields["columns"]
    assert ("rater" in said, "completions" in said) == (True, True)
