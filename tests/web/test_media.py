"""Who is served which file of an item, with which headers, and what of it the rating page shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from raters.models import Role
from tasks.models import Assignment, Item, Project
from tests.factories import make_rater, make_token
from tests.shown_media import BLUE, RED, attached, bring, make_media, make_picture_item, show
from tests.web.browsing import FULL, JSON, manager_of, rater_and_client, signed_in
from tests.work import make_item, make_project, prefer, take_next

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\nwords"


@pytest.fixture(autouse=True)
def uploads(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def item(project: Project) -> Item:
    return make_picture_item(project)


def opened(project: Project) -> tuple[Assignment, Client]:
    rater, client = rater_and_client()
    return take_next(project, rater), client


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_each_letter_gives_the_picture_that_its_rater_sees(project: Project, item: Item) -> None:
    for _ in range(2):
        assignment, client = opened(project)
        seen = [body(client.get(f"/assignments/{assignment.pk}/media/{letter}/")) for letter in "ab"]

        assert seen == [[RED, BLUE][at] for at in assignment.presentation.order]


def test_a_picture_comes_in_a_policy_under_which_it_cannot_act(project: Project, item: Item) -> None:
    assignment, client = opened(project)

    answer = client.get(f"/assignments/{assignment.pk}/media/a/")

    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer["Content-Disposition"] == "inline"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_part_of_a_file_is_given_where_it_is_asked_for(project: Project, item: Item) -> None:
    assignment, client = opened(project)
    whole = body(client.get(f"/assignments/{assignment.pk}/media/a/"))

    part = client.get(f"/assignments/{assignment.pk}/media/a/", headers={"Range": "bytes=4-7"})

    assert (part.status_code, body(part)) == (206, whole[4:8])
    assert part["Content-Range"] == f"bytes 4-7/{len(whole)}"
    behind = client.get(f"/assignments/{assignment.pk}/media/a/", headers={"Range": "bytes=9999-"})
    assert behind.status_code == 416


def test_what_a_browser_has_is_not_sent_again(project: Project, item: Item) -> None:
    assignment, client = opened(project)
    etag = client.get(f"/assignments/{assignment.pk}/media/a/")["ETag"]

    again = client.get(f"/assignments/{assignment.pk}/media/a/", headers={"If-None-Match": etag})

    assert again.status_code == 304


def test_an_attachment_is_served_by_its_number(project: Project, item: Item) -> None:
    pdf = make_media(PDF, "pdf", "application/pdf")
    bring(item, attachments=attached(make_media(BLUE), pdf))
    assignment, client = opened(project)

    answer = client.get(f"/assignments/{assignment.pk}/media/2/")

    assert (body(answer), answer["Content-Type"], answer["Content-Disposition"]) == (
        PDF,
        "application/pdf",
        "inline",
    )
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("which", ["c", "1", "0", "00", "ab", "-", "99999999999999999999", "A"])
def test_what_is_not_there_is_missing(project: Project, item: Item, which: str) -> None:
    assignment, client = opened(project)

    assert client.get(f"/assignments/{assignment.pk}/media/{which}/").status_code == 404


def test_an_answer_of_words_has_no_media(project: Project) -> None:
    make_item(project)
    assignment, client = opened(project)

    assert client.get(f"/assignments/{assignment.pk}/media/a/").status_code == 404


def test_nobody_else_is_served(project: Project, item: Item) -> None:
    assignment, _client = opened(project)

    others = [signed_in(make_rater(role).user) for role in (Role.RATER, Role.LEAD, Role.EXPERT)]

    path = f"/assignments/{assignment.pk}/media/a/"
    assert {other.get(path).status_code for other in others} == {404}
    assert manager_of(project).get(path).status_code == 403


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("open", 200),
        ("submitted", 200),
        ("expired", 200),
        ("skipped", 404),
        ("recalled", 404),
        ("released", 404),
    ],
)
def test_a_file_is_seen_as_long_as_its_assignment(
    project: Project, item: Item, state: str, status: int
) -> None:
    assignment, client = opened(project)
    if state == "submitted":
        prefer(assignment, -1)
    else:
        Assignment.objects.filter(pk=assignment.pk).update(state=state, holds_slot=state == "open")

    assert client.get(f"/assignments/{assignment.pk}/media/a/").status_code == status


def test_what_waits_in_the_tray_is_not_served_before_it_is_opened(project: Project, item: Item) -> None:
    make_picture_item(project)
    rater, client = rater_and_client()
    take_next(project, rater)
    waiting = Assignment.objects.get(rater=rater, state="reserved")

    assert client.get(f"/assignments/{waiting.pk}/media/a/").status_code == 404


def test_a_file_that_is_gone_from_disk_is_missing(project: Project, item: Item, tmp_path: Path) -> None:
    assignment, client = opened(project)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.unlink()

    assert client.get(f"/assignments/{assignment.pk}/media/a/").status_code == 404


def test_the_staff_sees_an_item_in_the_imported_order(project: Project, item: Item) -> None:
    client = manager_of(project)

    seen = [body(client.get(f"/projects/{project.slug}/items/{item.pk}/media/{one}/")) for one in "ab"]

    assert seen == [RED, BLUE]
    other = make_project()
    assert manager_of(other).get(f"/projects/{project.slug}/items/{item.pk}/media/a/").status_code == 404


def test_a_program_that_may_rate_is_served_too(project: Project, item: Item) -> None:
    rater = make_rater()
    assignment = take_next(project, rater)
    _row, token = make_token(rater.user, scopes=["rate"])
    headers = {"Authorization": f"Token {token}", "Accept": "image/*"}

    told = Client().get(f"/api/v1/assignments/{assignment.pk}/", headers=headers | {"Accept": "*/*"}).json()
    answer = Client().get(told["answers"]["a"]["media"]["url"], headers=headers)

    assert body(answer) == [RED, BLUE][assignment.presentation.order[0]]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Client().get(told["answers"]["a"]["media"]["url"]).status_code == 401


def page_of(project: Project, role: str = Role.RATER) -> str:
    client = signed_in(make_rater(role).user)
    return client.get(f"/projects/{project.slug}/rate/").content.decode()


def test_the_page_shows_pictures_and_does_not_call_them_empty(project: Project, item: Item) -> None:
    page = page_of(project)

    assert 'alt="Answer A, picture"' in page
    assert "the model said nothing" not in page
    assert "media-src 'self'" in signed_in(make_rater().user).get("/profile/")["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("kind", "mark"), [("audio", "<audio"), ("video", "<video"), ("pdf", "Answer A, PDF</a>")]
)
def test_the_page_plays_sound_and_film_and_links_documents(project: Project, kind: str, mark: str) -> None:
    item = make_item(project)
    show(item, *[make_media(kind.encode(), kind, f"{kind}/x")] * 2)

    assert mark in page_of(project)


def test_the_page_names_attachments_and_warnings_as_words(project: Project) -> None:
    item = make_item(project)
    named = attached(make_media(RED), **{"<b>Sheet</b>": make_media(PDF, "pdf", "application/pdf")})
    bring(item, attachments=named, warnings=["violence", "<i>blood</i>"])

    page = page_of(project)

    assert "Attachments: 2" in page
    assert "Attachment 1, picture" in page
    assert "&lt;b&gt;Sheet&lt;/b&gt;" in page
    assert "violence, &lt;i&gt;blood&lt;/i&gt;" in page
    assert 'href="/assignments/' in page


def test_the_page_links_only_safe_addresses_of_a_reference(project: Project) -> None:
    links = ["https://example.org/<x>", "javascript:alert(1)"]
    project.reference_for = Project.ReferenceFor.EVERYONE
    project.save()
    bring(make_item(project), reference="<b>42</b>", sources={"links": links, "evidence": ["p. 3"]})

    page = page_of(project)

    assert "&lt;b&gt;42&lt;/b&gt;" in page
    assert "<li>javascript:alert(1)</li>" in page
    assert 'href="https://example.org/&lt;x&gt;"' in page
    assert 'href="javascript:' not in page


def test_the_next_item_comes_to_the_script_with_its_pictures(project: Project) -> None:
    make_item(project, priority=1)
    item = make_picture_item(project)
    bring(item, warnings=["violence"])
    assignment, client = opened(project)

    told = client.post(f"/assignments/{assignment.pk}/rating/", FULL, **JSON).json()["next"]

    assert told["answers"]["a"]["figure"].count(f"/assignments/{told['id']}/media/a/") == 2
    assert "violence" in told["beside"]
    assert "reference" not in told
