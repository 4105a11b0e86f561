from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tasks.models import Event

pytestmark = pytest.mark.django_db


def event(days: int) -> Event:
    at = timezone.now() - timedelta(days=days)
    return Event.objects.create(
        at=at, kind="assignment", assignment_id=1, item_id=1, rater_id=1, state="open", holds_slot=True
    )


def refused(*statements: str) -> None:
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        execute(*statements)


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_old_events_go_and_young_ones_stay(capsys: Any) -> None:
    event(days=400)
    young = event(days=39)

    call_command("prune_events", "--days", "40")

    assert list(Event.objects.all()) == [young]
    assert "1 events older than 40 days deleted." in capsys.readouterr().out


def test_less_than_a_month_is_refused() -> None:
    with pytest.raises(CommandError, match="at least 30 days"):
        call_command("prune_events", "--days", "29")


def test_nobody_else_deletes_an_old_event() -> None:
    event(days=400)

    refused("DELETE FROM tasks_event")


def test_not_even_pruning_deletes_a_young_event() -> None:
    event(days=29)

    refused("SET LOCAL touchstone.prunes_events = 'on'", "DELETE FROM tasks_event")


def test_pruning_changes_nothing() -> None:
    event(days=400)

    refused("SET LOCAL touchstone.prunes_events = 'on'", "UPDATE tasks_event SET state = 'x'")


def test_a_pruned_table_is_append_only_again() -> None:
    event(days=400)
    call_command("prune_events", "--days", "500")

    refused("DELETE FROM tasks_event")
