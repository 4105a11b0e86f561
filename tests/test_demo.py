"""Loading the sample project of `make demo`: once, whole, and with an owner. What is in it: `test_demo_life.py`."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from raters.models import Role, User
from tasks.exports import running
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    models = [*apps.get_app_config("raters").get_models(), *apps.get_app_config("tasks").get_models()]
    return {model.__name__: model._default_manager.count() for model in models}


def test_second_run_changes_nothing_and_prints_the_same(folder: Path) -> None:
    first = load()
    before = counts(), set(User.objects.values_list("email", "password"))

    second = load()

    assert second == first
    assert (counts(), set(User.objects.values_list("email", "password"))) == before


def test_lost_password_file_gives_every_account_the_new_one(folder: Path) -> None:
    load()
    (folder / "demo-password").unlink()

    login = json.loads(load("--json"))["logins"][0]

    assert User.objects.get(email=login["email"]).check_password(login["password"])


@pytest.mark.django_db(transaction=True)
def test_exports_hold_every_decided_item(folder: Path) -> None:
    load()

    done = {
        export.format: export for export in (running.run(export_id=each) for each in running.due()) if export
    }
    assert {export.status for export in done.values()} == {"ready"}
    assert done["canonical"].counts == {"a": 10, "b": 9, "tie": 2, "both_bad": 1}


def test_owner_of_the_installation_stays_when_the_sample_comes(folder: Path) -> None:
    make_user(Role.MANAGER, is_owner=True)

    load()

    assert not User.objects.get(email="manager@demo.example").is_owner
