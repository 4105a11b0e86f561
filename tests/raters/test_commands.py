"""What whoever runs the installation can ask for, and what exactly is printed."""

import io
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from raters.accounts import inviting, tokens
from raters.models import ApiToken, Role, SecurityEvent, User
from tests.factories import PASSWORD, make_token, make_user

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://127\.0\.0\.1:\d+/invitations/([\w-]{40,})/\n\Z")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_password(monkeypatch):
    monkeypatch.delenv("TOUCHSTONE_PASSWORD", raising=False)


@pytest.fixture
def run(capsys):
    def run(*words: str) -> str:
        call_command(*words)
        return capsys.readouterr().out

    return run


def test_bootstrap_prints_the_first_managers_link(run):
    [token] = LINK.match(run("bootstrap", "boss@example.org")).groups()

    invited = inviting.find(token=token, now=timezone.now()).user

    assert (invited.email, invited.role) == ("boss@example.org", Role.MANAGER)
    assert invited.is_owner
    assert not invited.is_superuser


def test_bootstrap_asks_at_a_terminal(run, monkeypatch):
    monkeypatch.setattr("sys.stdin", Terminal("li@example.org\n"))

    assert LINK.match(run("bootstrap"))
    assert User.objects.get(is_owner=True).email == "li@example.org"


def test_bootstrap_says_whose_link_it_prints(run, capsys):
    call_command("bootstrap", "boss@example.org")

    assert "boss@example.org owns this installation" in capsys.readouterr().err


def test_bootstrap_again_replaces_a_link_nobody_used(run):
    first = LINK.match(run("bootstrap"))[1]
    second = LINK.match(run("bootstrap"))[1]

    assert User.objects.count() == 1
    assert inviting.find(token=second, now=timezone.now())
    with pytest.raises(inviting.InvitationNotValid):
        inviting.find(token=first, now=timezone.now())


def test_bootstrap_refuses_when_there_is_a_manager(run):
    make_user(Role.MANAGER, email="manager@localhost", password=PASSWORD)

    with pytest.raises(CommandError, match="manager already"):
        run("bootstrap")


def test_create_user_without_a_password_prints_a_link_and_nothing_else(run):
    assert LINK.match(run("create_user", "ming@example.org", "--role", "rater"))


def test_create_user_takes_the_password_from_the_environment(run, monkeypatch):
    monkeypatch.setenv("TOUCHSTONE_PASSWORD", PASSWORD)

    printed = run("create_user", "ming@example.org", "--role", "manager")

    assert printed == "ming@example.org (manager)\n"
    assert User.objects.get().check_password(PASSWORD)


def test_create_user_gives_skills_and_languages(run):
    words = [
        "--role",
        "expert",
        "--skill",
        "law",
        "--skill",
        "music",
        "--language",
        "zh",
        "--language",
        "en",
        "--json",
    ]
    report = json.loads(run("create_user", "ming@example.org", *words))
    rater = User.objects.get().rater

    assert report["rater"] == rater.pseudonym
    assert rater.languages == ["zh", "en"]
    assert {grant.skill.code for grant in rater.grants.all()} == {"law", "music"}


def test_create_user_refuses_a_taken_address_in_one_line(run):
    make_user(email="ming@example.org")

    with pytest.raises(CommandError) as refused:
        run("create_user", "MING@example.org", "--role", "rater")

    assert "\n" not in str(refused.value)


def test_create_user_refuses_a_weak_password(run, monkeypatch):
    monkeypatch.setenv("TOUCHSTONE_PASSWORD", "short")

    with pytest.raises(CommandError):
        run("create_user", "ming@example.org", "--role", "rater")
    assert not User.objects.exists()


def test_create_token_prints_the_token_and_nothing_else(run):
    user = make_user(Role.MANAGER)

    printed = run("create_token", user.email.upper())

    assert tokens.find(plaintext=printed.removesuffix("\n"), now=timezone.now()).user == user


def test_create_token_takes_scopes(run):
    run("create_token", make_user(Role.MANAGER).email, "--scope", "export", "--scope", "quality")

    assert ApiToken.objects.get().scopes == ["export", "quality"]


@pytest.mark.parametrize("words", [["nobody@example.org"], ["ming@example.org", "--scope", "manage"]])
def test_create_token_refuses_in_one_line(run, words):
    make_user(email="ming@example.org")

    with pytest.raises(CommandError) as refused:
        run("create_token", *words)

    assert "\n" not in str(refused.value)
    assert not ApiToken.objects.exists()


def test_database_that_is_not_set_up_is_told_in_one_line(run):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE raters_user RENAME TO elsewhere")

    with pytest.raises(CommandError, match=r"run “manage.py migrate”"):
        run("bootstrap")


def test_changepassword_signs_out_and_is_written_down(run, monkeypatch):
    monkeypatch.setenv("TOUCHSTONE_PASSWORD", "another-stone-in-the-river")
    user = make_user(email="ming@example.org", password=PASSWORD)
    browser = Client()
    browser.force_login(user)

    said = run("changepassword", "Ming@example.org")

    assert "signed out everywhere" in said
    assert User.objects.get(pk=user.pk).check_password("another-stone-in-the-river")
    assert not user.sessions.exists()
    event = SecurityEvent.objects.get(kind="password_set")
    assert (event.actor_id, event.subject_id) == (None, user.pk)


@pytest.mark.parametrize("password", ["short", "password123"])
def test_changepassword_refuses_a_weak_password(run, monkeypatch, password):
    monkeypatch.setenv("TOUCHSTONE_PASSWORD", password)
    user = make_user(email="ming@example.org", password=PASSWORD)

    with pytest.raises(CommandError, match="password"):
        run("changepassword", user.email)

    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_changepassword_ends_tokens_when_told_to(run, monkeypatch):
    monkeypatch.setenv("TOUCHSTONE_PASSWORD", "another-stone-in-the-river")
    token, _plaintext = make_token(make_user(email="ming@example.org"))

    run("changepassword", "ming@example.org", "--end-tokens")

    token.refresh_from_db()
    assert token.revoked_at
