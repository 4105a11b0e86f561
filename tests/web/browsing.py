"""A signed-in test client for each test of a page."""

from __future__ import annotations

from typing import Any

from django.test import Client

from raters.models import Rater, Role, User
from tasks import members
from tasks.models import Project
from tests.factories import make_rater, make_user
from tests.work import RATIONALE

SCORES = {f"{aspect}_{side}": "4" for aspect in ("factuality", "coherence", "justification") for side in "ab"}
FULL = {"preference": "-2", "rationale": RATIONALE, "active_ms": "9000"} | SCORES
JSON = {"headers": {"Accept": "application/json"}}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def manager_of(project: Project) -> Client:
    return _member(project, Role.MANAGER)


def engineer_of(project: Project) -> Client:
    return _member(project, Role.ENGINEER)


def _member(project: Project, role: str) -> Client:
    user = make_user(role)
    members.add(project=project, user=user)
    return signed_in(user)


def rater_and_client(**fields: Any) -> tuple[Rater, Client]:
    rater = make_rater(**fields)
    return rater, signed_in(rater.user)
