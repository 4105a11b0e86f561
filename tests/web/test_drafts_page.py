"""An upload is looked at first: the page says what an import would make of it, and takes the manager's word."""

from __future__ import annotations

import pytest

from tasks.intake.dry_run import drafts
from tasks.models import Batch, Item, Project
from tests.web.browsing import engineer_of, manager_of
from tests.web.uploading import file, imported, jsonl, pair, uploaded
from tests.work import make_project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]

WORDS = {"duplicates": "keep", "pairing": "", "hold": "yes"}


def address(project: Project, batch: Batch) -> str:
    return f"/projects/{project.slug}/batches/{batch.pk}/draft/"


def test_the_title_is_the_finding_and_nothing_is_written() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(jsonl(pair(1), pair(2), {"prompt": ""})))

    page = client.get(address(project, batch)).content.decode()

    assert "2 of 3 lines are ready" in page
    assert "1 cannot be read. Nothing has been written." in page
    assert not Item.objects.exists()


def test_the_page_asks_again_while_the_upload_is_looked_at() -> None:
    project = make_project()
    client = manager_of(project)
    client.post(f"/projects/{project.slug}/batches/", {"file": file()})

    page = client.get(address(project, Batch.objects.get())).content.decode()

    assert 'hx-trigger="every 2s"' in page
    assert "The upload is waiting to be looked at" in page


def test_what_was_tried_is_shown_while_the_rest_is_counted() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project)
    batch.refresh_from_db()
    counting = {"HX-Request": "true", "HX-Target": "counting"}
    told = {"lines": 64_000, "bytes_read": 1, "bytes": 2}
    Batch.objects.filter(pk=batch.pk).update(survey=batch.survey | {"progress": told})

    page = client.get(address(project, batch)).content.decode()
    asked_again = client.get(address(project, batch), headers=counting).content.decode()
    Batch.objects.filter(pk=batch.pk).update(survey=batch.survey)
    at_the_end = client.get(address(project, batch), headers=counting).content.decode()

    assert "Question 0?" in page
    assert "The first 1 lines are ready" in page
    assert "64,000 lines so far" in page
    assert "Import the whole file" in page
    assert ("64,000 lines so far" in asked_again, "Question 0?" in asked_again) == (True, False)
    assert "Show the counts" in at_the_end


def test_lines_left_out_carry_reason_and_remedy() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(jsonl(pair(), {"prompt": "", "completions": ["x", "y"]})))

    page = client.get(address(project, batch)).content.decode()

    assert "The prompt is empty" in page
    assert "Write the prompt." in page


def test_the_first_items_are_shown_as_raters_will_see_them() -> None:
    project = make_project()
    client = manager_of(project)
    answers = [{"text": "**Yes**"}, {"text": "<script>alert(1)</script>"}]
    batch = uploaded(client, project, file(jsonl(pair(completions=answers))))

    page = client.get(address(project, batch)).content.decode()

    assert "<strong>Yes</strong>" in page
    assert "<script>alert" not in page


def test_the_word_is_given_and_the_items_come_in() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project)

    answer = client.post(address(project, batch), WORDS | {"hold": "no", "do": "import"})

    assert answer["Location"] == f"/projects/{project.slug}/batches/{batch.pk}/"
    assert (imported(batch).status, Item.objects.count()) == ("open", 1)


def test_another_choice_is_looked_at_again() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(jsonl(pair(1), pair(1))))

    client.post(address(project, batch), WORDS | {"duplicates": "skip", "do": "look"})
    drafts.survey_draft(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (batch.duplicates, batch.survey["items"]) == ("skip", 1)
    assert "Import one item" in client.get(address(project, batch)).content.decode()


def test_choosing_another_file_puts_the_upload_away() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project)

    answer = client.post(address(project, batch), {"do": "cancel"})

    batch.refresh_from_db()
    assert answer["Location"] == f"/projects/{project.slug}/#upload"
    assert batch.status == "deleting"


def test_a_table_with_unknown_columns_is_mapped() -> None:
    project = make_project()
    client = manager_of(project)
    rows = b"frage,erste,zweite\nWhich?,one,two\n"
    batch = uploaded(client, project, file(rows, "pairs.csv"))
    page = client.get(address(project, batch)).content.decode()

    columns = {"column-prompt": "frage", "column-completions": ["erste", "zweite", ""]}
    client.post(address(project, batch), WORDS | columns | {"do": "look"})
    drafts.survey_draft(batch_id=batch.pk)

    assert "Say what each column is" in page
    batch.refresh_from_db()
    assert batch.columns == {"prompt": "frage", "completions": ["erste", "zweite"]}
    assert batch.survey["items"] == 1


def test_columns_that_say_themselves_what_they_are_stay_as_they_are() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(b"prompt,response_a,response_b\nWhich?,one,two\n", "pairs.csv"))
    page = client.get(address(project, batch)).content.decode()

    client.post(
        address(project, batch), WORDS | {"column-prompt": "", "column-completions": [""], "do": "import"}
    )

    assert "Recognised by their names" in page
    assert imported(batch).n_items == 1
    assert batch.columns == {}


def test_more_answers_than_an_item_shows_ask_which_of_them_meet() -> None:
    project = make_project()
    client = manager_of(project)
    answers = [{"text": text} for text in ("one", "two", "three", "four")]
    batch = uploaded(client, project, file(jsonl(pair(completions=answers))))

    page = client.get(address(project, batch)).content.decode()

    assert "Which answers meet" in page
    assert "6 items" in page
    assert "4 items" in page


def test_imported_ratings_ask_whether_they_count() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(jsonl(pair(ratings=[{"rater": "ann", "strength": -2}]))))

    asked = client.get(address(project, batch)).content.decode()
    client.post(address(project, batch), WORDS | {"counts_ratings": "on", "do": "import"})

    assert "Count people&#x27;s imported ratings" in asked
    batch.refresh_from_db()
    assert batch.counts_ratings


def test_too_many_bad_lines_are_said_before_the_import_stops() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(jsonl(*map(pair, range(60)), *[{"prompt": ""}] * 60)))

    page = client.get(address(project, batch)).content.decode()
    client.post(address(project, batch), WORDS | {"tolerates_rejected": "on", "do": "import"})

    assert "60 of 120 lines cannot be read" in page
    assert "more than the project&#x27;s 20 %" in page
    assert imported(batch).status == "held"


def test_what_cannot_be_read_at_all_says_why_and_offers_no_import() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(b"", "nothing.jsonl"))

    page = client.get(address(project, batch)).content.decode()

    assert "This cannot be read" in page
    assert 'value="import"' not in page
    assert "Choose another file" in page


def test_a_choice_that_does_not_fit_is_named() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project)

    answer = client.post(address(project, batch), WORDS | {"format": "no-such-layout", "do": "look"})

    assert answer.status_code == 422
    batch.refresh_from_db()
    assert batch.format == ""


def test_several_files_are_one_batch() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(jsonl(pair(1)), "a.jsonl"), file(jsonl(pair(2)), "b.jsonl"))

    page = client.get(address(project, batch)).content.decode()

    assert "All 2 lines are ready" in page
    assert "b.jsonl" in page


def test_a_batch_that_is_in_has_no_draft_page() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project)
    client.post(address(project, batch), WORDS | {"do": "import"})

    asked_by_hand = client.get(address(project, batch))
    asked_by_script = client.get(address(project, batch), headers={"HX-Request": "true"})

    there = f"/projects/{project.slug}/batches/{batch.pk}/"
    assert (asked_by_hand["Location"], asked_by_script["HX-Redirect"]) == (there, there)


def test_an_engineer_reads_and_decides_nothing() -> None:
    project = make_project()
    batch = uploaded(manager_of(project), project)
    client = engineer_of(project)

    assert 'id="choices"' not in client.get(address(project, batch)).content.decode()
    assert client.post(address(project, batch), WORDS | {"do": "import"}).status_code == 403


def test_the_draft_of_others_is_missing() -> None:
    mine, other = make_project(), make_project()
    batch = uploaded(manager_of(other), other)

    assert manager_of(mine).get(address(other, batch)).status_code == 404
