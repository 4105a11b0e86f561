"""Lines that belong together become one prompt with all its answers; what is incomplete waits."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tasks import projects
from tasks.intake import importing, receiving
from tasks.intake.choices import Options
from tasks.intake.receiving import Upload
from tasks.models import Batch, Item, ItemCompletion, Project, Prompt, Rating, WaitingLine
from tests.intake.records import jsonl

pytestmark = pytest.mark.django_db


def files(project: Project, *contents: Sequence[object], **options: object) -> Batch:
    uploads = [Upload(f"file-{n}.jsonl", [jsonl(*records)]) for n, records in enumerate(contents)]
    batch = receiving.receive(project=project, user=None, uploads=uploads, options=Options(**options))
    importing.import_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def answered(model: str, *prompts: str) -> list[dict[str, str]]:
    return [
        {"instruction": prompt, "output": f"{model} on {prompt}", "generator": model} for prompt in prompts
    ]


def shown(item: Item) -> list[str]:
    places = ItemCompletion.objects.filter(item=item).order_by("position")
    return list(places.values_list("completion__model", flat=True))


def test_answers_of_two_models_in_two_files_are_pairs(project: Project) -> None:
    batch = files(project, answered("m", "p", "q"), answered("n", "q", "p"))

    assert (batch.status, batch.n_lines, batch.n_accepted, batch.n_waiting) == ("open", 4, 4, 0)
    assert batch.n_items == Item.objects.count() == 2
    assert [shown(item) for item in Item.objects.all()] == [["m", "n"], ["m", "n"]]
    assert not WaitingLine.objects.exists()


def test_no_text_is_stored_twice_however_many_pairs_show_it(project: Project) -> None:
    batch = files(project, *(answered(model, "p") for model in "abcde"), pairing="all")

    assert (batch.n_items, Prompt.objects.count()) == (10, 1)
    assert ItemCompletion.objects.values("completion").distinct().count() == 5


@pytest.mark.parametrize(("pairing", "n_items"), [("all", 10), ("ring", 5), ("", 5), ("random", 3)])
def test_the_manager_says_who_meets_whom(project: Project, pairing: str, n_items: int) -> None:
    batch = files(project, *(answered(model, "p") for model in "abcde"), pairing=pairing)

    assert batch.n_items == n_items


def test_a_ranking_keeps_all_answers_in_one_item() -> None:
    project = projects.create_project(slug="ranks", rubric="ranking")

    files(project, *(answered(model, "p") for model in "abcde"))

    assert shown(Item.objects.get()) == list("abcde")


def test_a_rubric_of_one_answer_needs_no_other_file() -> None:
    project = projects.create_project(slug="singles", rubric="single")

    batch = files(project, answered("m", "p", "q"))

    assert (batch.n_items, batch.n_waiting) == (2, 0)


def test_an_answer_without_a_rival_waits_for_a_later_batch(project: Project) -> None:
    first = files(project, answered("m", "p", "q"))
    assert (first.status, first.n_accepted, first.n_waiting, first.n_items) == ("held", 2, 2, 0)

    second = files(project, answered("n", "q"))

    first.refresh_from_db()
    assert (first.n_waiting, second.n_waiting, second.n_items) == (1, 0, 1)
    assert shown(second.items.get()) == ["m", "n"]


def test_prompts_wait_for_answers_that_come_by_id(project: Project) -> None:
    prompts = files(project, [{"id": 1, "prompt": "p", "domain": "law"}, {"id": 2, "prompt": "q"}])
    assert (prompts.n_waiting, prompts.n_items) == (2, 0)

    answers = files(project, [{"id": 1, "completions": ["x", "y"]}])

    item = answers.items.select_related("prompt").get()
    assert (item.prompt.messages[0]["content"], item.domain) == ("p", "law")
    assert WaitingLine.objects.get().key == "id:2"


def test_prompts_with_an_id_are_found_by_answers_that_know_only_the_text(project: Project) -> None:
    files(project, [{"id": 1, "prompt": "the  prompt"}])

    batch = files(project, answered("m", "the prompt"), answered("n", "the prompt"))

    item = batch.items.select_related("detail").get()
    assert (shown(item), item.detail.external_id) == (["m", "n"], "1")
    assert not WaitingLine.objects.exists()


def test_ratings_alone_find_the_item_of_their_id(project: Project) -> None:
    pair = {"id": 7, "prompt": "p", "completions": ["x", "y"]}
    verdict = {"id": 7, "ratings": [{"rater": "Ann", "strength": -2}]}

    batch = files(project, [pair], [verdict])

    assert (batch.n_waiting, batch.n_ratings, batch.n_items) == (0, 1, 1)
    assert Rating.objects.get().strength == -2


def test_ratings_that_came_before_their_item_are_not_lost(project: Project) -> None:
    verdict = {"id": 7, "ratings": [{"rater": "Ann", "strength": 1}]}
    first = files(project, [verdict])
    assert first.n_waiting == 1

    files(project, [{"id": 7, "prompt": "p"}, {"id": 7, "completions": ["x", "y"]}])

    first.refresh_from_db()
    assert (first.n_waiting, Rating.objects.get().strength) == (0, 1)


def test_a_rating_follows_its_answers_when_they_are_merged_in_another_order(project: Project) -> None:
    first = {"id": 1, "prompt": "p", "completions": [{"text": "x", "model": "m"}]}
    second = {
        "id": 1,
        "completions": [{"text": "y", "model": "n"}, {"text": "x", "model": "m"}],
        "ratings": [{"rater": "Ann", "strength": -3}],
    }

    batch = files(project, [first], [second])

    assert shown(batch.items.get()) == ["m", "n"]
    assert Rating.objects.get().strength == 3


def test_lines_of_a_failed_batch_are_not_joined(project: Project) -> None:
    first = files(project, answered("m", "p"))
    Batch.objects.filter(pk=first.pk).update(status=Batch.Status.FAILED, opened_at=None)

    assert files(project, answered("n", "p")).n_waiting == 1


def test_a_prompt_with_more_answers_than_the_rubric_takes_is_rejected_with_the_reason() -> None:
    project = projects.create_project(slug="ranks", rubric="ranking")
    letters = [f"model-{n}" for n in range(27)]

    batch = files(
        project, *(answered(model, "p") for model in letters), answered("m", "q"), answered("n", "q")
    )

    assert (batch.n_rejected, batch.n_accepted, batch.n_items) == (27, 2, 1)
    assert set(batch.rejected_lines.values_list("code", flat=True)) == {"too_many_completions"}


def test_importing_again_after_the_join_changes_nothing(project: Project) -> None:
    batch = files(project, answered("m", "p"), answered("n", "p"))
    Batch.objects.filter(pk=batch.pk).update(status=Batch.Status.IMPORTING)

    importing.import_batch(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.n_items, Item.objects.count()) == ("open", 1, 1)
