"""A whole batch: what becomes of each line of real and made-up files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.intake import batches, importing, rejecting
from tasks.models import (
    Batch,
    Completion,
    Item,
    ItemCompletion,
    ItemDetail,
    LinkedLine,
    Project,
    Prompt,
    Rating,
)
from tests.intake.conftest import Import, received
from tests.intake.records import jsonl, pair


def test_pandalm_comes_in_whole(imported: Import, shared_data: Path) -> None:
    batch = imported(shared_data / "pandalm" / "testset-v1.json")

    assert (batch.status, batch.n_lines, batch.n_accepted, batch.n_rejected) == ("open", 999, 999, 0)
    assert (batch.n_duplicates, batch.n_warnings) == (136, 6 + 54)
    assert Item.objects.count() == ItemDetail.objects.count() == 999
    assert ItemCompletion.objects.filter(completion__text="").count() == 54
    assert ItemCompletion.objects.filter(completion__text="true").count() == 6


def test_pandalm_names_its_models_and_keeps_its_annotators(imported: Import, shared_data: Path) -> None:
    imported(shared_data / "pandalm" / "testset-v1.json")

    detail = ItemDetail.objects.get(external_id="0")

    assert [detail.meta[f"annotator{n}"] for n in (1, 2, 3)] == [2, 2, 2]
    models = detail.item.places.order_by("position").values_list("completion__model", flat=True)
    assert list(models) == ["bloom-7b", "llama-7b"]


@pytest.mark.parametrize(
    ("folder", "n_items"),
    [
        ("Natural", 100),
        ("Adversarial/Neighbor", 134),
        ("Adversarial/GPTInst", 92),
        ("Adversarial/GPTOut", 47),
    ],
)
def test_llmbar_comes_in_whole(imported: Import, shared_data: Path, folder: str, n_items: int) -> None:
    batch = imported(shared_data / "llmbar" / folder / "dataset.json")

    assert (batch.status, batch.n_accepted, batch.n_rejected) == ("open", n_items, 0)


def test_hh_rlhf_leaves_out_the_five_lines_that_answer_two_prompts(
    imported: Import, shared_data: Path
) -> None:
    batch = imported(shared_data / "hh-rlhf" / "harmless-base.test.jsonl.gz")

    assert (batch.n_lines, batch.n_accepted, batch.n_rejected) == (2312, 2307, 5)
    rejected = list(rejecting.rejected_lines(batch=batch))
    assert [row["line"] for row in rejected] == [1255, 1689, 1951, 1953, 2037]
    assert {row["code"] for row in rejected} == {"transcripts_differ"}


def test_the_same_file_twice_is_all_duplicates(imported: Import) -> None:
    content = jsonl(*(pair(n) for n in range(5)))
    imported(content)

    again = imported(content)

    assert (again.n_accepted, again.n_duplicates) == (5, 5)
    assert (Item.objects.count(), Prompt.objects.count(), Completion.objects.count()) == (10, 5, 10)


def test_a_batch_may_leave_duplicates_out(imported: Import) -> None:
    turned = pair(1, completions=["two ", "one"])

    batch = imported(jsonl(pair(1), turned, pair(2)), duplicates="skip")

    assert (batch.status, batch.n_accepted, batch.n_duplicates) == ("open", 2, 1)
    assert list(Item.objects.order_by("line").values_list("line", flat=True)) == [1, 3]


def test_lines_of_a_failed_batch_make_nobodys_line_a_duplicate(imported: Import) -> None:
    content = jsonl(*(pair(n) for n in range(3)))
    batch = imported(content)
    Batch.objects.filter(pk=batch.pk).update(status=Batch.Status.FAILED, opened_at=None)

    assert imported(content).n_duplicates == 0


def test_completions_keep_their_order_even_when_equal(imported: Import) -> None:
    imported(jsonl(pair(completions=["same", "same"]), pair(1, completions=["z", "a"])))

    texts = ItemCompletion.objects.order_by("item__line", "position").values_list(
        "completion__text", flat=True
    )

    assert list(texts) == ["same", "same", "z", "a"]


def test_texts_arrive_unchanged(imported: Import) -> None:
    text = "tab\t newline\n return\r backslash \\N \\. 中文 😀 \u202e right to left, \"quoted\" and 'this'"

    imported(jsonl(pair(prompt=text, completions=[text + "1", text + "2"], meta={"note": text})))

    assert Prompt.objects.get().messages == [{"role": "user", "content": text}]
    assert set(Completion.objects.values_list("text", flat=True)) == {text + "1", text + "2"}
    assert ItemDetail.objects.get().meta == {"note": text}


def test_an_item_starts_with_the_overlap_of_its_project(imported: Import, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(min_overlap=2, max_overlap=5, audit_share=0)
    project.refresh_from_db()

    imported(jsonl(pair()))

    item = Item.objects.get()
    assert (item.wanted, item.max_overlap, item.taken) == (3, 5, 0)


def test_overlap_of_one_stays_one(imported: Import, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(min_overlap=1, max_overlap=1)
    project.refresh_from_db()

    imported(jsonl(pair()))

    assert Item.objects.get().wanted == 1


def test_the_audit_sample_has_about_the_projects_share(imported: Import, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(audit_share=0.5, seed=7)
    project.refresh_from_db()

    imported(jsonl(*(pair(n) for n in range(400))))

    assert 150 < Item.objects.filter(is_audit=True).count() < 250
    assert len(set(Item.objects.values_list("shuffle", flat=True))) == 400


def test_an_audit_item_has_a_fixed_number_of_ratings(imported: Import, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(max_overlap=5, audit_share=1)
    project.refresh_from_db()

    imported(jsonl(pair()))

    item = Item.objects.get()
    assert (item.is_audit, item.wanted, item.max_overlap) == (True, 3, 3)


def test_one_conversation_root_is_one_group(imported: Import) -> None:
    first = {"role": "user", "content": "How do  I bake?"}
    longer = [first, {"role": "assistant", "content": "Heat."}, {"role": "user", "content": "And then?"}]

    imported(jsonl(pair(prompt=[first]), pair(prompt=longer), pair(prompt="How do I bake?")))

    assert len({bytes(group) for group in Prompt.objects.values_list("group", flat=True)}) == 1
    assert Prompt.objects.count() == 3


def test_a_held_batch_is_not_assignable(imported: Import) -> None:
    batch = imported(jsonl(pair()), hold=True)

    assert batch.status == "held"
    assert not Item.objects.assignable().exists()


def test_importing_a_finished_batch_again_changes_nothing(imported: Import) -> None:
    batch = imported(jsonl(pair()))

    importing.import_batch(batch_id=batch.pk)

    assert Item.objects.count() == 1


def test_a_cancelled_import_stops_at_its_chunk_and_keeps_what_is_in(
    imported: Import, project: Project
) -> None:
    batch = received(project, [jsonl(pair())])
    batches.cancel(batch=batch)

    importing.import_batch(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.n_lines) == ("cancelled", 0)


def test_a_worker_that_comes_too_late_writes_nothing(imported: Import, project: Project) -> None:
    batch = received(project, [jsonl(pair())])
    late, file = importing._begin(batch.pk), batch.files.get()
    importing.import_batch(batch_id=batch.pk)

    went_on = importing._import_file(importing.policy_of(late, {}), file)

    assert not went_on
    assert Item.objects.count() == 1


def test_a_repeat_is_linked_to_the_first(imported: Import) -> None:
    turned = pair(1, completions=["two", "one"], id="again", meta={"n": 2})

    batch = imported(jsonl(pair(1), turned, pair(2)), duplicates="link")

    assert (batch.n_accepted, batch.n_items, batch.n_duplicates) == (2, 2, 1)
    link = LinkedLine.objects.get()
    assert (link.item.line, link.line, link.external_id, link.meta) == (1, 2, "again", {"n": 2})


def test_ratings_of_a_linked_line_are_turned_as_its_answers_are(imported: Import) -> None:
    turned = pair(1, completions=["two", "one"], ratings=[{"rater": "Ann", "strength": -3}])

    imported(jsonl(pair(1), turned), duplicates="link")

    rating = Rating.objects.get()
    assert (rating.item.line, rating.strength) == (1, 3)


def test_equal_lines_of_a_chunk_and_of_the_project_are_linked_to_one_item(imported: Import) -> None:
    imported(jsonl(pair(1)))

    imported(jsonl(pair(1), pair(1)), duplicates="link")

    assert set(LinkedLine.objects.values_list("item__batch__name", "line")) == {
        ("upload.jsonl", 1),
        ("upload.jsonl", 2),
    }
    assert Item.objects.count() == 1


def test_too_many_bad_lines_stop_the_import_and_ask(imported: Import) -> None:
    lines = [{"no": "prompt"} if number % 3 == 0 else pair(number) for number in range(120)]

    batch = imported(jsonl(*lines))

    assert (batch.status, batch.n_rejected, batch.n_accepted) == ("stopped", 40, 80)
    assert not Item.objects.assignable().exists()


def test_a_few_lines_say_little_about_a_file(imported: Import) -> None:
    assert imported(jsonl(pair(), {"no": "prompt"})).status == "open"


def test_a_batch_may_tolerate_bad_lines(imported: Import) -> None:
    lines = [{"no": "prompt"} if number % 3 == 0 else pair(number) for number in range(120)]

    assert imported(jsonl(*lines), tolerates_rejected=True).status == "open"
