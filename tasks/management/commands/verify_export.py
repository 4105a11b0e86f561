"""`verify_export DIR`: check files against their manifest, and derive them again where they were made."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.errors import DomainError
from tasks.exports import verifying


class Command(BaseCommand):
    help = "Prove that an export's folder is whole, unchanged, and what the database would write again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--files-only", action="store_true", help="do not ask the database")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, folder: Path, files_only: bool, **options: Any) -> None:
        try:
            found = verifying.verify(folder, against_database=not files_only)
        except DomainError as error:
            raise CommandError(error.message) from error
        if options["json"]:
            self.stdout.write(json.dumps({"ok": found.ok, **asdict(found)}))
        if not found.ok:
            raise CommandError("\n".join(found.problems))
        if not options["json"]:
            how = "files, manifest and database agree" if found.derived else "files and manifest agree"
            self.stdout.write(f"Export {found.export}: {found.rows} rows in {found.files} files; {how}.")
