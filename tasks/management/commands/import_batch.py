"""`import_batch PROJECT FILE…`: import files here and now, one batch a file, opened unless `--hold`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.errors import DomainError
from tasks.intake import batches, formats, importing, receiving
from tasks.intake.receiving import Options, Upload
from tasks.models import Batch, Project

BLOCK = 1 << 20


class Command(BaseCommand):
    help = "Import files of prompts and completions; each becomes a batch."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("file", nargs="+", type=Path)
        known = ", ".join(layout.name for layout in formats.LAYOUTS)
        parser.add_argument(
            "--format", default="", help=f"{known}; default: recognised by the keys of each line"
        )
        parser.add_argument("--hold", action="store_true", help="import, and assign nothing yet")
        parser.add_argument(
            "--duplicates", default="keep", choices=Batch.Duplicates.values, help="what becomes of repeats"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object a file")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        for file in options["file"]:
            if not file.is_file():
                raise CommandError(f"There is no file {file}.")
        imported = [self._import(project, file, options) for file in options["file"]]
        failed = [batch for batch in imported if batch.status == Batch.Status.FAILED]
        if failed:
            raise CommandError(" ".join(f"{batch.name}: {batches.failure(batch)}" for batch in failed))

    def _import(self, project: Project, file: Path, options: dict[str, Any]) -> Batch:
        try:
            batch = receiving.receive(
                project=project,
                user=None,
                uploads=[Upload(file.name, _blocks(file))],
                options=Options(
                    fmt=options["format"], hold=options["hold"], duplicates=options["duplicates"]
                ),
                claim=True,
            )
            importing.import_batch(batch_id=batch.pk)
        except DomainError as error:
            raise CommandError(error.message) from error
        batch.refresh_from_db()
        self.stdout.write(_report(batch, as_json=options["json"]))
        return batch


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def _report(batch: Batch, *, as_json: bool) -> str:
    told = batches.summary(batch)
    if as_json:
        return json.dumps(told, default=str)
    counts = ", ".join(f"{told[name]} {name}" for name in ("accepted", "rejected", "duplicates", "warnings"))
    return f"Batch {batch.pk} ({batch.name}) is {batch.status}: {counts}."
