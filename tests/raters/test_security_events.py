"""Security events: only inserted, without names, and read by the owner."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from raters import event_list, security_events
from raters.accounts import creating, inviting, tokens
from raters.models import Role, SecurityEvent, User
from tasks import members
from tasks.exports import requests
from tasks.policy import changing
from tests.factories import PASSWORD, make_superuser, make_token, make_user
from tests.web.browsing import manager_of, signed_in
from tests.work import make_project

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def event_of(days: int) -> SecurityEvent:
    return SecurityEvent.objects.create(kind="signed_in", at=timezone.now() - timedelta(days=days))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE raters_securityevent SET label = 'other'",
        "UPDATE raters_securityevent SET at = at - interval '1 year'",
        "DELETE FROM raters_securityevent",
    ],
)
def test_a_young_event_is_neither_changed_nor_deleted(sql):
    event_of(days=179)

    with pytest.raises(IntegrityError, match="only inserted"), transaction.atomic():
        connection.cursor().execute(sql)


def test_an_old_event_may_be_forgotten_and_not_changed(capsys):
    event_of(days=401), event_of(days=399)

    with pytest.raises(IntegrityError, match="only inserted"), transaction.atomic():
        connection.cursor().execute(
            "UPDATE raters_securityevent SET label = 'x' WHERE at < now() - interval '400 days'"
        )
    call_command("forget_security_events")

    assert capsys.readouterr().out == "1\n"
    assert SecurityEvent.objects.count() == 1


def test_events_of_the_last_half_year_are_not_forgotten():
    now = timezone.now()

    with pytest.raises(security_events.TooRecent):
        security_events.forget(before=now - timedelta(days=30), now=now)


def test_an_act_that_fails_leaves_no_event(now):
    with pytest.raises(creating.EmailTaken):
        creating.create_user(email=make_user().email, role="rater", password=None, now=now)

    assert kinds() == []


def test_accounts_tokens_members_policies_and_exports_are_written_down(now):
    manager = make_user(Role.MANAGER)
    project = make_project()
    invited = inviting.invite(by=manager, email="new@example.org", role="rater", now=now)
    membership = members.add(project=project, user=invited.user, by=manager)
    inviting.accept(token=invited.link_token, password=PASSWORD, now=now)
    token, _ = make_token(invited.user)
    tokens.revoke(token=token, now=now)
    members.remove(membership=membership, by=manager)
    changing.change(project=project, by=manager, wanted={"max_rejected": 0.1})
    requests.request_export(project=project, user=manager, fmt="canonical")

    assert kinds() == [
        "account_made",
        "invited",
        "member_added",
        "password_set",
        "token_made",
        "token_revoked",
        "member_removed",
        "policy_changed",
        "export_made",
    ]
    assert set(SecurityEvent.objects.filter(kind="member_added").values_list("actor_id", "subject_id")) == {
        (manager.pk, invited.user.pk)
    }


def test_signing_in_and_failing_are_written_down_with_the_address():
    user = make_user(email="ming@example.org", password=PASSWORD)
    for login, password in (
        ("ming@example.org", "wrong-one"),
        ("stranger@example.org", "x"),
        ("ming@example.org", PASSWORD),
    ):
        Client(REMOTE_ADDR="203.0.113.9").post("/accounts/login/", {"login": login, "password": password})

    found = list(
        SecurityEvent.objects.order_by("pk").values_list("kind", "subject_kind", "subject_id", "address")
    )

    assert found == [
        ("sign_in_failed", "user", user.pk, "203.0.113.9"),
        ("sign_in_failed", "address", None, "203.0.113.9"),
        ("signed_in", "user", user.pk, "203.0.113.9"),
    ]
    assert "stranger" not in SecurityEvent.objects.get(subject_kind="address").label


def test_a_stranger_is_recognised_again_by_the_hash():
    assert security_events.masked("A@Example.org ") == security_events.masked("a@example.org")
    assert security_events.masked("a@example.org") != security_events.masked("b@example.org")


def test_a_download_is_written_down_once(client):
    from tests.web.world import _ready_export

    project = make_project()
    export = _ready_export(project)
    client = manager_of(project)
    path = f"/projects/{project.slug}/exports/{export.pk}/files/manifest.json"
    noted = SecurityEvent.objects.filter(kind="downloaded", subject_id=export.pk)

    list(client.get(path).streaming_content)
    client.get(path, headers={"Range": "bytes=1-"})
    client.head(path)
    assert noted.count() == 1

    list(client.get(path).streaming_content)
    assert noted.count() == 2


@pytest.mark.parametrize("asked", ["bytes=1-", "bytes=-1", "bytes=01-", "bytes= 1-", "bytes=0-0"])
def test_a_part_of_a_file_is_written_down_once_an_hour(client, asked):
    from tests.web.world import _ready_export

    project = make_project()
    export = _ready_export(project)
    client = manager_of(project)
    path = f"/projects/{project.slug}/exports/{export.pk}/files/manifest.json"

    for _ in range(3):
        assert client.get(path, headers={"Range": asked}).status_code == 206

    (event,) = SecurityEvent.objects.filter(kind="downloaded")
    assert event.label.endswith(" manifest.json")


def test_a_part_is_written_down_for_each_person(client):
    from tests.web.world import _ready_export

    project = make_project()
    path = f"/projects/{project.slug}/exports/{_ready_export(project).pk}/files/manifest.json"

    for client in (manager_of(project), manager_of(project)):
        client.get(path, headers={"Range": "bytes=1-"})

    assert SecurityEvent.objects.filter(kind="downloaded").count() == 2


def test_what_brings_no_bytes_is_no_download(client):
    from tests.web.world import _ready_export

    project = make_project()
    path = f"/projects/{project.slug}/exports/{_ready_export(project).pk}/files/manifest.json"
    client = manager_of(project)

    client.head(path)
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 304
    assert client.get(path, headers={"Range": "bytes=999999-"}).status_code == 416
    assert not SecurityEvent.objects.filter(kind="downloaded").exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_that_can_be_typed_filter_the_events(day):
    client = signed_in(make_user(Role.MANAGER, is_owner=True))

    assert client.get("/security-events/", {"since": "0001-01-01", "until": day}).status_code == 200
    assert client.get("/security-events/", {"since": day}).status_code == 200


def test_the_last_day_is_included():
    last = SecurityEvent.objects.create(kind="signed_in", at=datetime(2026, 3, 1, 23, 59, 59, 999999, UTC))
    SecurityEvent.objects.create(kind="signed_in", at=datetime(2026, 3, 2, tzinfo=UTC))

    found = event_list.page(event_list.Wanted(until=date(2026, 3, 1)))

    assert [row.event.pk for row in found.rows] == [last.pk]


def test_superuser_flags_are_written_down():
    above, user = make_superuser(password=PASSWORD), make_user(Role.MANAGER)
    form = {"name": "", "language": "", "is_staff": "on", "is_superuser": "on"}

    signed_in(above).post(f"/admin/raters/user/{user.pk}/change/", form)

    assert User.objects.get(pk=user.pk).is_superuser
    event = SecurityEvent.objects.get(kind="role_changed")
    assert (event.actor_id, event.subject_id) == (above.pk, user.pk)
    assert "is_superuser=True" in event.label


def test_only_owner_and_superuser_read_the_page():
    people = {
        "owner": make_user(Role.MANAGER, is_owner=True),
        "superuser": make_superuser(),
        "manager": make_user(Role.MANAGER),
    }

    answered = {name: signed_in(user).get("/security-events/").status_code for name, user in people.items()}

    assert answered == {"owner": 200, "superuser": 200, "manager": 403}


def test_the_page_is_paged_filtered_and_cheap(django_assert_max_num_queries):
    reader, ming = make_user(Role.MANAGER, is_owner=True), make_user(email="ming@example.org")
    for n in range(60):
        security_events.record_of(security_events.Kind.INVITED, by=reader, user=ming, label=f"number {n}.")
    security_events.record(security_events.Kind.EXPORT_MADE, by=ming, subject="export", subject_id=7)
    client = signed_in(reader)
    client.get("/security-events/")

    with django_assert_max_num_queries(5):
        first = client.get("/security-events/?kind=invited").content.decode()
    older = client.get(
        "/security-events/" + first.split('href="?')[1].split('"')[0].replace("&amp;", "&").join(["?", ""])
    )
    exports = client.get("/security-events/?kind=export_made&person=MING@example.org").content.decode()

    assert "number 59." in first
    assert "number 9." not in first
    assert "number 9." in older.content.decode()
    assert "export 7" in exports
    assert "export 7" not in client.get("/security-events/?until=2001-01-01").content.decode()
    assert client.get("/security-events/?before=x&kind=nothing&since=never").status_code == 200


def test_nothing_writes_to_the_page():
    client = signed_in(make_user(Role.MANAGER, is_owner=True))

    assert {getattr(client, verb)("/security-events/").status_code for verb in ("post", "put", "delete")} == {
        405
    }
