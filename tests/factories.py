"""Plain functions that make valid rows for tests; every argument but the one under test may be left out."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from raters.models import (
    ApiToken,
    Grant,
    Guideline,
    GuidelineVersion,
    Rater,
    Role,
    Skill,
    Team,
    TeamMember,
    User,
)

PASSWORD = "a-quiet-stone-in-the-river"
_numbers = itertools.count(1)

# ---- raters: people, rights, rules


def make_user(role: str = Role.RATER, *, password: str | None = None, **fields: Any) -> User:
    """Make a login; without `password` it has none."""
    fields.setdefault("email", f"{role}-{next(_numbers)}@example.org")
    return User.objects.create_user(password=password, role=role, **fields)


def make_superuser(**fields: Any) -> User:
    return make_user(Role.MANAGER, is_staff=True, is_superuser=True, **fields)


def make_rater(role: str = Role.RATER, *, user: User | None = None, **fields: Any) -> Rater:
    """Make a person who rates: a login and its pseudonym."""
    return Rater.objects.create(user=user or make_user(role), **fields)


def make_judge(**fields: Any) -> Rater:
    return Rater.objects.create(kind=Rater.Kind.JUDGE, **fields)


def make_skill(code: str | None = None, **fields: Any) -> Skill:
    code = code or f"skill-{next(_numbers)}"
    fields.setdefault("name_en", code)
    return Skill.objects.create(code=code, **fields)


def make_grant(rater: Rater | None = None, skill: Skill | None = None, **fields: Any) -> Grant:
    return Grant.objects.create(rater=rater or make_rater(), skill=skill or make_skill(), **fields)


def make_team(lead: User | None = None, members: tuple[User, ...] = (), **fields: Any) -> Team:
    fields.setdefault("name", f"Team {next(_numbers)}")
    team = Team.objects.create(lead=lead, **fields)
    TeamMember.objects.bulk_create(TeamMember(team=team, user=user) for user in members)
    return team


def make_token(
    user: User | None = None, scopes: list[str] | None = None, **fields: Any
) -> tuple[ApiToken, str]:
    """Make an API token; return the row and its plaintext."""
    from raters.accounts import tokens

    user = user or make_user()
    plaintext = tokens.create_token(user=user, scopes=scopes)
    row = ApiToken.objects.get(digest=tokens.digest(plaintext))
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row, plaintext


def make_guideline(**fields: Any) -> Guideline:
    fields.setdefault("name", f"Guideline {next(_numbers)}")
    return Guideline.objects.create(**fields)


def make_guideline_version(
    guideline: Guideline | None = None, *, published_at: datetime | None = None, **fields: Any
) -> GuidelineVersion:
    guideline = guideline or make_guideline()
    fields.setdefault("number", guideline.versions.count() + 1)
    fields.setdefault("text_en", "Prefer the answer that is right.")
    return GuidelineVersion.objects.create(guideline=guideline, published_at=published_at, **fields)
