"""API tokens: made, found by their secret, taken back."""

from datetime import timedelta

import pytest

from raters.accounts import tokens
from raters.models import ApiToken
from tests.factories import make_rater, make_superuser, make_token, make_user

pytestmark = pytest.mark.django_db


def test_plaintext_is_prefixed_and_not_stored():
    plaintext = tokens.create_token(user=make_user())
    row = ApiToken.objects.get()

    assert plaintext.startswith("tst_")
    assert plaintext not in str(ApiToken.objects.values().get())
    assert plaintext.startswith(row.prefix)
    assert len(plaintext) > len(row.prefix) + 30


def test_two_tokens_differ():
    user = make_user()

    assert tokens.create_token(user=user) != tokens.create_token(user=user)


@pytest.mark.parametrize(
    ("role", "scopes"),
    [("rater", ["rate"]), ("manager", ["export", "manage", "quality"]), ("engineer", ["export", "quality"])],
)
def test_default_scopes_are_all_that_the_role_may_do(role, scopes):
    row, _plaintext = make_token(make_user(role))

    assert row.scopes == scopes


def test_superuser_may_hand_out_every_scope():
    row, _plaintext = make_token(make_superuser())

    assert row.scopes == ["export", "manage", "quality", "rate"]


@pytest.mark.parametrize("scopes", [["manage"], ["rate", "export"], ["everything"], []])
def test_rater_cannot_hand_out_more_than_the_role_has(scopes):
    with pytest.raises(tokens.InvalidToken) as refused:
        tokens.create_token(user=make_user(), scopes=scopes)

    assert "scopes" in refused.value.fields


def test_token_is_found_with_user_and_rater_in_one_query(now, django_assert_num_queries):
    rater = make_rater()
    _row, plaintext = make_token(rater.user)

    with django_assert_num_queries(1):
        found = tokens.find(plaintext=plaintext, now=now)
        assert found.user.rater == rater


@pytest.mark.parametrize("plaintext", ["", "tst_", "tst_wrong", "Bearer x", "tst_\x00"])
def test_wrong_secret_finds_nothing(now, plaintext):
    make_token()

    assert tokens.find(plaintext=plaintext, now=now) is None


def test_expired_token_finds_nothing(now):
    _row, plaintext = make_token(expires_at=now)

    assert tokens.find(plaintext=plaintext, now=now - timedelta(seconds=1))
    assert tokens.find(plaintext=plaintext, now=now) is None


def test_revoked_token_finds_nothing_and_cannot_be_revoked_again(now):
    row, plaintext = make_token()
    tokens.revoke(token=row, now=now)

    assert tokens.find(plaintext=plaintext, now=now) is None
    with pytest.raises(tokens.TokenAlreadyRevoked):
        tokens.revoke(token=row, now=now)


def test_inactive_person_finds_nothing(now):
    row, plaintext = make_token()
    row.user.is_active = False
    row.user.save()

    assert tokens.find(plaintext=plaintext, now=now) is None


def test_use_is_noted_every_five_minutes_at_most(now, django_assert_num_queries):
    row, _plaintext = make_token()
    with django_assert_num_queries(1):
        tokens.note_use(token=row, now=now)
        tokens.note_use(token=row, now=now + timedelta(minutes=4))

    tokens.note_use(token=row, now=now + timedelta(minutes=5))

    assert ApiToken.objects.get().last_used_at == now + timedelta(minutes=5)
