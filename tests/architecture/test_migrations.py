"""An update of an installation at work: what takes long on a large table does not keep writers out."""

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db.migrations import AddConstraint, AddIndex, Migration
from django.db.migrations.loader import MigrationLoader

LARGE = {"assignment", "consensus", "event", "exportitem", "item", "presentation", "rating"}
RELEASED = "0008_gold_has_no_slots"


def unreleased() -> list[Migration]:
    migrations = MigrationLoader(None).disk_migrations
    return [each for (app, name), each in sorted(migrations.items()) if app == "tasks" and name > RELEASED]


@pytest.mark.parametrize("migration", unreleased(), ids=lambda each: each.name)
def test_large_tables_are_indexed_and_checked_while_work_goes_on(migration: Migration) -> None:
    on_large = [each for each in migration.operations if getattr(each, "model_name", "").lower() in LARGE]

    blocking = [each for each in on_large if type(each) in (AddIndex, AddConstraint)]

    assert blocking == []
    assert not (
        migration.atomic and any(each.__class__.__name__.endswith("Concurrently") for each in on_large)
    )


def test_what_is_added_without_a_check_is_checked_later() -> None:
    operations = [each for migration in unreleased() for each in migration.operations]
    unchecked = {each.constraint.name for each in operations if isinstance(each, AddConstraintNotValid)}
    checked = {each.name for each in operations if type(each).__name__ == "ValidateConstraint"}

    assert unchecked == checked != set()
