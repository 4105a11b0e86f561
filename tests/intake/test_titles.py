"""What stands above the header of a table is no row, and both the dry run and the import say what it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from tasks.intake import batches
from tasks.models import Project
from tests.intake.conftest import Import
from tests.intake.looking import look

pytestmark = pytest.mark.django_db

TITLED = b"Pairs of May,,\nChecked by Ann,,\nprompt,response_a,response_b\nq,a,b\n"
TITLES = ["Pairs of May", "Checked by Ann"]


def test_the_dry_run_tells_it_of_each_file(project: Project) -> None:
    titled, plain = look(project, TITLED, b"prompt,response_a,response_b\nr,a,b\n")["files"]

    assert (titled["above"], plain["above"]) == (TITLES, [])


def test_the_batch_tells_it_of_each_file(imported: Import) -> None:
    (file,) = batches.summary(imported(TITLED))["files"]

    assert (file["above"], file["lines"]) == (TITLES, 4)


def test_long_titles_are_told_by_their_beginning(imported: Import) -> None:
    (file,) = batches.summary(imported(b"T" * 300 + b",,\nprompt,response_a,response_b\nq,a,b\n"))["files"]

    assert file["above"] == ["T" * 200]


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_the_command_says_it(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    table = tmp_path / "rows.csv"
    table.write_bytes(TITLED)

    call_command("import_batch", "pairs", str(table), *options)

    assert "Above the header of rows.csv, not read: Pairs of May · Checked by Ann." in capsys.readouterr().out
