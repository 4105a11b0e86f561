"""Deactivating a person: who may, what ends, what stays."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from raters.accounts import inviting
from raters.models import Role, SecurityEvent, User
from tasks import members
from tasks.models import Assignment, Rating, Tray
from tests.factories import PASSWORD, make_rater, make_superuser, make_token, make_user
from tests.web.browsing import manager_of, rater_and_client, signed_in
from tests.work import make_item, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def owner() -> User:
    return make_user(Role.MANAGER, is_owner=True)


def at_work():
    """A rater with a rating, an opened item, a token and two sessions, in one project."""
    project = make_project()
    rater, client = rater_and_client()
    members.add(project=project, user=rater.user)
    make_item(project)
    prefer(take_next(project, rater), -2)
    item = make_item(project)
    take_next(project, rater)
    token, plaintext = make_token(rater.user)
    return project, rater, client, item, token, plaintext


def test_deactivating_ends_sessions_tokens_and_leases_and_keeps_ratings() -> None:
    project, rater, client, item, token, plaintext = at_work()
    manager = manager_of(project)

    manager.post(f"/people/{rater.user_id}/deactivate/")

    assert client.get("/tray/").status_code == 302
    assert not rater.user.sessions.exists()
    token.refresh_from_db()
    assert token.revoked_at
    assert Client().get("/api/v1/me/", headers={"Authorization": f"Token {plaintext}"}).status_code == 401
    item.refresh_from_db()
    assert item.taken == 0
    assert not Assignment.objects.live().filter(rater=rater).exists()
    assert not Tray.objects.filter(rater=rater).exists()
    assert Rating.objects.filter(assignment__rater=rater, current=True).count() == 1


def test_a_person_who_is_let_in_again_signs_in_anew_and_has_no_token() -> None:
    project, rater, client, _item, token, _ = at_work()
    manager = manager_of(project)
    manager.post(f"/people/{rater.user_id}/deactivate/")

    manager.post(f"/people/{rater.user_id}/reactivate/")

    assert client.get("/tray/").status_code == 302
    assert signed_in(User.objects.get(pk=rater.user_id)).get("/tray/").status_code == 200
    token.refresh_from_db()
    assert token.revoked_at


def test_a_rating_under_revision_stays_a_rating() -> None:
    from tasks.rating import undo

    project = make_project()
    rater, _ = rater_and_client()
    members.add(project=project, user=rater.user)
    make_item(project)
    prefer(assignment := take_next(project, rater), -2)
    undo.undo(project=project, rater=rater)

    manager_of(project).post(f"/people/{rater.user_id}/deactivate/")

    assignment.refresh_from_db()
    assert (assignment.state, assignment.undone_at) == (Assignment.State.SUBMITTED, None)


def test_a_manager_cannot_deactivate_who_also_works_elsewhere() -> None:
    project, other = make_project(), make_project()
    user = make_rater().user
    for each in (project, other):
        members.add(project=each, user=user)

    assert manager_of(project).post(f"/people/{user.pk}/deactivate/").status_code == 403
    assert User.objects.get(pk=user.pk).is_active


def test_a_manager_cannot_deactivate_who_rates_in_an_open_project_of_others() -> None:
    project, other = make_project(), make_project()
    rater, _ = rater_and_client()
    members.add(project=project, user=rater.user)
    make_item(other)
    take_next(other, rater)

    assert manager_of(project).post(f"/people/{rater.user_id}/deactivate/").status_code == 403
    assert signed_in(owner()).post(f"/people/{rater.user_id}/deactivate/").status_code == 302


def test_a_manager_cannot_deactivate_whose_tray_is_filled_in_a_project_of_others() -> None:
    project, other, rater = make_project(), make_project(), make_rater()
    members.add(project=project, user=rater.user)
    Tray.objects.create(project=other, rater=rater)

    assert manager_of(project).post(f"/people/{rater.user_id}/deactivate/").status_code == 403


def test_whom_an_owner_has_closed_only_an_owner_lets_in_again() -> None:
    project, user = make_project(), make_rater().user
    members.add(project=project, user=user)
    manager, over = manager_of(project), signed_in(owner())
    over.post(f"/people/{user.pk}/deactivate/")

    assert manager.post(f"/people/{user.pk}/reactivate/").status_code == 403
    assert "Let in again" not in manager.get("/people/").content.decode()
    assert over.post(f"/people/{user.pk}/reactivate/").status_code == 302
    assert User.objects.get(pk=user.pk).is_active


def test_a_manager_lets_in_again_whom_a_manager_has_closed_after_an_owner_did_once() -> None:
    project, user = make_project(), make_rater().user
    members.add(project=project, user=user)
    manager, over = manager_of(project), signed_in(owner())
    for verb in ("deactivate", "reactivate"):
        over.post(f"/people/{user.pk}/{verb}/")

    manager.post(f"/people/{user.pk}/deactivate/")

    assert manager.post(f"/people/{user.pk}/reactivate/").status_code == 302


def test_the_people_of_others_are_missing() -> None:
    stranger = make_rater().user
    client = manager_of(make_project())

    assert client.post(f"/people/{stranger.pk}/deactivate/").status_code == 404
    assert stranger.email not in client.get("/people/").content.decode()


def test_a_manager_cannot_deactivate_a_manager_but_the_owner_can() -> None:
    project, colleague = make_project(), make_user(Role.MANAGER)
    members.add(project=project, user=colleague)

    assert manager_of(project).post(f"/people/{colleague.pk}/deactivate/").status_code == 403
    assert signed_in(owner()).post(f"/people/{colleague.pk}/deactivate/").status_code == 302
    assert not User.objects.get(pk=colleague.pk).is_active


def test_the_owner_cannot_deactivate_themselves_nor_a_superuser() -> None:
    one, above = owner(), make_superuser()
    client = signed_in(one)

    assert client.post(f"/people/{one.pk}/deactivate/").status_code == 403
    assert client.post(f"/people/{above.pk}/deactivate/").status_code == 403
    assert signed_in(above).post(f"/people/{one.pk}/deactivate/").status_code == 409


def test_deactivating_ends_the_links_that_the_person_has_seen() -> None:
    project, colleague = make_project(), make_user(Role.MANAGER)
    members.add(project=project, user=colleague)
    now = timezone.now()
    invited = inviting.invite(by=colleague, email="new@example.org", role=Role.MANAGER, now=now)

    signed_in(owner()).post(f"/people/{colleague.pk}/deactivate/")

    with pytest.raises(inviting.InvitationNotValid):
        inviting.find(token=invited.link_token, now=now)


def test_what_was_done_is_written_down() -> None:
    project, rater, *_ = at_work()
    manager = manager_of(project)

    manager.post(f"/people/{rater.user_id}/deactivate/")

    event = SecurityEvent.objects.get(kind="deactivated")
    assert (event.subject_kind, event.subject_id) == ("user", rater.user_id)
    assert event.actor_id == int(manager.session["_auth_user_id"])
    assert event.address == "127.0.0.1"
    assert event.request_id


def test_a_page_of_people_costs_few_statements(django_assert_max_num_queries) -> None:
    project = make_project()
    client = manager_of(project)
    for n in range(60):
        members.add(project=project, user=make_rater(user=make_user(name=f"Person {n}", password=None)).user)

    with django_assert_max_num_queries(12):
        page = client.get("/people/").content.decode()

    assert "Page 1 of 2" in page
    assert "Person 7" in client.get("/people/?q=person 7").content.decode()
    assert "Nobody matches" in client.get("/people/?q=nobody-at-all").content.decode()
    assert PASSWORD not in page
