"""What the page of an upload shows and asks: items, keys, labels, what is odd, ids that have another text."""

from __future__ import annotations

import pytest

from tasks.models import Batch, Gold, Item, Project
from tests.web.browsing import manager_of
from tests.web.uploading import file, imported, jsonl, pair, uploaded
from tests.work import make_project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]

WORDS = {"duplicates": "keep", "pairing": "", "hold": "yes"}


def address(project: Project, batch: Batch) -> str:
    return f"/projects/{project.slug}/batches/{batch.pk}/draft/"


def test_a_label_is_shown_with_what_its_numbers_mean_and_becomes_gold() -> None:
    project = make_project()
    client = manager_of(project)
    rows = b"prompt,response_1,response_2,label\nWhich?,one,two,0\nWhat?,three,four,1\n"
    batch = uploaded(client, project, file(rows, "pairs.csv"))
    page = client.get(address(project, batch)).content.decode()

    said = {"label-label": "gold", "least-label": "2", "most-label": "3", "base-label": ""}
    client.post(address(project, batch), WORDS | said | {"do": "import"})

    assert "label (0 = a, 1 = b)" in " ".join(page.split())
    imported(batch)
    assert sorted(Gold.objects.values_list("min_strength", "max_strength")) == [(-3, -2), (2, 3)]


def test_files_have_mappings_of_their_own() -> None:
    project = make_project()
    client = manager_of(project)
    files = [file(b"nr,frage\n1,Which?\n", "ask.csv"), file(b"nr,eins,zwei\n1,one,two\n", "said.csv")]
    batch = uploaded(client, project, *files)

    columns = {
        "column-0:id": "nr",
        "column-0:prompt": "frage",
        "column-1:id": "nr",
        "column-1:completions": ["eins", "zwei"],
    }
    client.post(address(project, batch), WORDS | columns | {"do": "import"})

    assert imported(batch).n_items == 1
    assert batch.columns["said.csv"] == {"id": "nr", "completions": ["eins", "zwei"]}


def test_prompts_beside_other_texts_wait_when_the_manager_says_so() -> None:
    project = make_project()
    client = manager_of(project)
    rows = b"prompt,page\nWhy?,The sky is blue on most days says the page.\n"
    batch = uploaded(client, project, file(rows, "prompts.csv"))
    page = client.get(address(project, batch)).content.decode()

    client.post(address(project, batch), WORDS | {"prompts_only": "on", "do": "import"})

    assert "These are prompts without answers" in page
    assert imported(batch).n_waiting == 1


def test_items_come_first_then_keys_then_what_is_odd_then_counts() -> None:
    project = make_project()
    client = manager_of(project)
    line = pair(completions=[{"text": "same"}, {"text": "same"}], note="x" * 100)
    batch = uploaded(client, project, file(jsonl(line)))

    page = client.get(address(project, batch)).content.decode()

    titles = [
        "First items",
        "What becomes of each key",
        "What raters will not see",
        "What is odd",
        "What was found",
    ]
    places = [page.index(title) for title in titles]
    assert places == sorted(places)
    assert "No rater will see the long texts under note." in page
    assert "Equal answers to one prompt" in page


def test_keys_say_what_they_become_under_the_names_of_the_file() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(b"question,response_a,response_b\nWhich?,one,two\n", "pairs.csv"))

    page = " ".join(client.get(address(project, batch)).content.decode().split())

    assert '<th scope="row" class="mono">question</th> <td>prompt</td>' in page
    assert '<th scope="row" class="mono">response_b</th> <td>answer</td>' in page


def test_an_id_that_has_another_text_asks_what_becomes_of_it() -> None:
    project = make_project()
    client = manager_of(project)
    first = uploaded(client, project, file(jsonl(pair(1, id=1))))
    client.post(address(project, first), WORDS | {"do": "import"})
    imported(first)
    batch = uploaded(client, project, file(jsonl(pair(2, id=1))))

    asked = client.get(address(project, batch)).content.decode()
    client.post(address(project, batch), WORDS | {"same_id": "replace", "hold": "no", "do": "import"})

    assert "Withdraw the earlier item, unless it was opened or rated" in asked
    assert imported(batch).same_id == "replace"
    assert list(Item.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "open"]


def test_rows_are_counted_without_the_header_and_line_breaks_in_cells() -> None:
    project = make_project()
    client = manager_of(project)
    rows = b'prompt,response_a,response_b\n"Which\none?",one,two\nWhat?,"three\nfour",five\n'
    batch = uploaded(client, project, file(rows, "pairs.csv"))

    assert "All 2 lines are ready" in client.get(address(project, batch)).content.decode()


def test_without_such_an_id_nobody_is_asked() -> None:
    project = make_project()
    client = manager_of(project)
    batch = uploaded(client, project, file(jsonl(pair(1, id=1))))

    assert 'name="same_id"' not in client.get(address(project, batch)).content.decode()
