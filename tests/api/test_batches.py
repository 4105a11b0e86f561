"""`/api/v1/projects/{slug}/batches/`: upload, list, and a batch as it stands."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client

from raters.models import Role
from tasks import jobs
from tasks.models import Batch, Item, Membership, Project
from tests.api.batches import CONTENT, URL, client_of, file, imported, told, upload
from tests.factories import make_user
from tests.intake.records import jsonl, pair

pytestmark = pytest.mark.django_db


def test_an_upload_is_accepted_and_queued(api: Client) -> None:
    answer = upload(api)

    assert answer.status_code == 202
    batch = answer.json()
    assert (batch["status"], batch["name"], batch["bytes"]) == ("queued", "pairs.jsonl", len(CONTENT))
    assert answer["Location"] == f"/api/v1/batches/{batch['id']}/"
    assert not Item.objects.exists()


def test_a_job_imports_it(api: Client) -> None:
    batch = told(api, imported(api))

    assert (batch["status"], batch["lines"], batch["accepted"], batch["rejected"]) == ("open", 3, 2, 1)
    assert (batch["project"], batch["items"], batch["waiting"]) == ("stones", 2, 0)
    (only,) = batch["files"]
    assert (only["name"], only["layout"], only["lines"], only["is_read"]) == (
        "pairs.jsonl",
        "native",
        3,
        True,
    )


def test_several_files_are_one_batch(api: Client) -> None:
    questions = jsonl({"id": 1, "prompt": "Why?"})
    answers = [jsonl({"id": 1, "completions": [text]}) for text in ("so", "thus")]

    batch = told(api, imported(api, questions, *answers))

    assert (batch["lines"], batch["items"], len(batch["files"])) == (3, 1, 3)


def test_every_choice_reaches_the_batch(api: Client) -> None:
    table = "编号,甲,乙\nx,1,2\n".encode("gb18030")
    columns = {"prompt": "编号", "completions": ["甲", "乙"]}
    choices = {
        "format": "native",
        "encoding": "gb18030",
        "columns": json.dumps(columns),
        "hold": "true",
        "duplicates": "link",
        "pairing": "random",
        "n_opponents": "2",
        "counts_ratings": "true",
    }

    batch = told(api, imported(api, table, name="tables", tolerate_rejected="true", **choices))

    assert (batch["name"], batch["status"], batch["items"]) == ("tables", "held", 1)
    assert (batch["format"], batch["encoding"], batch["columns"]) == ("native", "gb18030", columns)
    assert (batch["duplicates_are"], batch["pairing"], batch["n_opponents"]) == ("link", "random", 2)
    assert (batch["counts_ratings"], Batch.objects.get().tolerates_rejected) == (True, True)


def test_an_unreadable_file_is_accepted_and_then_fails_with_a_message(api: Client) -> None:
    batch = told(api, imported(api, b""))

    assert (batch["status"], batch["error"]["reason"]) == ("failed", "empty_file")
    assert batch["error"]["message"].startswith("The file is empty")


def test_an_import_under_way_says_how_fast_it_goes(api: Client) -> None:
    batch_id = int(upload(api).json()["id"])
    began = Now() - timedelta(seconds=10)
    Batch.objects.filter(pk=batch_id).update(
        status="importing", started_at=began, n_lines=500, n_accepted=400, n_rejected=100, n_bytes_read=40
    )

    batch = told(api, batch_id)

    assert batch["rows_a_second"] == pytest.approx(50, rel=0.2)
    assert batch["seconds_left"] == pytest.approx(10 * (len(CONTENT) - 40) / 40, rel=0.2)
    assert (batch["lines"], batch["rejected"]) == (500, 100)


def test_the_newest_batch_is_listed_first(api: Client) -> None:
    ids = [upload(api).json()["id"] for _ in range(3)]

    listed = api.get(URL).json()

    assert [row["id"] for row in listed["results"]] == ids[::-1]
    assert listed["next"] is None


def test_the_list_goes_on_where_a_page_ends(api: Client, project: Project) -> None:
    Batch.objects.bulk_create(
        Batch(project=project, name=f"b{n}", rubric_version=project.rubric_version, form="full")
        for n in range(60)
    )

    first = api.get(f"{URL}?q=b").json()
    second = api.get(first["next"]).json()

    assert (len(first["results"]), len(second["results"]), second["next"]) == (50, 10, None)
    assert "q=b" in first["next"]


def test_the_list_is_searched_by_status_and_name(api: Client) -> None:
    imported(api, name="Spring", hold="true")
    imported(api, name="Autumn")

    def names(query: str) -> list[str]:
        return [row["name"] for row in api.get(f"{URL}?{query}").json()["results"]]

    assert names("status=held") == ["Spring"]
    assert names("q=autu") == ["Autumn"]
    assert names("q=pairs.json") == ["Autumn", "Spring"]
    assert names("q=winter&status=held") == []


def test_an_unknown_status_is_refused_by_name(api: Client) -> None:
    answer = api.get(f"{URL}?status=lost")

    assert answer.status_code == 422
    assert "held" in answer.json()["fields"]["status"]


def test_a_file_is_needed(api: Client) -> None:
    answer = api.post(URL, {})

    assert answer.status_code == 422
    assert "file" in answer.json()["fields"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "word"),
        ("encoding", "klingon"),
        ("columns", "prompt=q"),
        ("columns", '{"prompt": 1}'),
        ("columns", '{"winner": "w"}'),
        ("columns", '{"pairs.csv": {"winner": "w"}}'),
        ("labels", '{"label": {"use": "rating"}}'),
        ("labels", '{"label": {"use": "gold", "strength": [3, 1]}}'),
        ("labels", "[1]"),
        ("duplicates", "burn"),
        ("pairing", "all of them"),
        ("n_opponents", "0"),
        ("hold", "perhaps"),
        ("fromat", "native"),
    ],
)
def test_a_wrong_choice_is_named_with_what_may_be_chosen(api: Client, field: str, value: str) -> None:
    answer = upload(api, **{field: value})

    assert answer.status_code == 422
    assert answer.json()["fields"][field]
    assert not Batch.objects.exists()


def test_a_closed_project_takes_no_batches(api: Client, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(state=Project.State.CLOSED)

    assert upload(api).status_code == 409


def test_the_given_name_never_becomes_a_path(api: Client, tmp_path: Path) -> None:
    upload(api, name="../../evil.jsonl")

    batch = Batch.objects.get()
    assert batch.name == "../../evil.jsonl"
    kept = batch.files.get()
    assert "evil" not in kept.upload
    assert (tmp_path / kept.upload).read_bytes() == CONTENT


@pytest.mark.parametrize("role", [Role.RATER, Role.EXPERT, Role.LEAD, Role.ENGINEER])
def test_only_managers_upload(project: Project, role: str) -> None:
    user = make_user(role)
    Membership.objects.create(project=project, user=user)

    assert upload(client_of(user)).status_code == 403


def test_engineers_read_and_change_nothing(api: Client, project: Project) -> None:
    batch_id = imported(api)
    engineer = make_user(Role.ENGINEER)
    Membership.objects.create(project=project, user=engineer)
    reader = client_of(engineer)

    seen = [reader.get(address).status_code for address in (URL, f"/api/v1/batches/{batch_id}/")]

    assert seen == [200, 200]
    assert reader.post(f"/api/v1/batches/{batch_id}/hold").status_code == 403
    assert reader.delete(f"/api/v1/batches/{batch_id}/").status_code == 403


def test_a_token_without_the_scope_may_not(project: Project) -> None:
    assert upload(client_of(project.created_by, ["export"])).status_code == 403


def test_a_manager_of_another_project_sees_nothing(api: Client) -> None:
    batch_id = imported(api)
    stranger = client_of(make_user(Role.MANAGER))

    addresses = [URL, f"/api/v1/batches/{batch_id}/", f"/api/v1/batches/{batch_id}/rejected.jsonl"]

    assert [stranger.get(address).status_code for address in addresses] == [404, 404, 404]
    assert stranger.post(f"/api/v1/batches/{batch_id}/hold").status_code == 404
    assert stranger.post(f"/api/v1/batches/{batch_id}/files", {"file": file(CONTENT)}).status_code == 404


def test_nobody_gets_in_without_a_token(project: Project) -> None:
    assert Client().get(URL).status_code == 401


def test_an_upload_may_weigh_more_than_other_bodies(api: Client, settings: Any) -> None:
    content = jsonl(pair(), pair(prompt="x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE))

    assert upload(api, content).status_code == 202


def test_the_same_key_gives_the_same_batch(api: Client) -> None:
    def post(content: bytes, **fields: str) -> Any:
        return api.post(URL, {"file": file(content), **fields}, headers={"Idempotency-Key": "k1"})

    first, again = post(CONTENT), post(CONTENT)

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert (Batch.objects.count(), again["Location"]) == (1, first["Location"])
    for other in (post(CONTENT + b"\n"), post(CONTENT, hold="true")):
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refused_upload_does_not_use_its_key_up(api: Client) -> None:
    def post(**fields: str) -> Any:
        return api.post(URL, {"file": file(CONTENT), **fields}, headers={"Idempotency-Key": "k1"})

    assert [post(format="word").status_code, post(format="native").status_code] == [422, 202]


def test_a_draft_waits_for_a_word(api: Client) -> None:
    batch_id = upload(api, draft="true").json()["id"]
    jobs.survey_batches()
    jobs.import_batches()

    batch = told(api, batch_id)

    assert (batch["status"], batch["survey"]["items"]) == ("draft", 2)
    assert batch["survey"]["rejected_lines"][0]["remedy"]
