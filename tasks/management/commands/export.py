"""`export PROJECT --format F --out DIR`: write an export here and now, into a folder of one's own."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.errors import DomainError
from tasks.exports import delivering, formats, running
from tasks.exports.policy import STATES
from tasks.models import Export, Project


class Command(BaseCommand):
    help = "Write a project's labels as training files, with a manifest, into an empty folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("--format", required=True, help=", ".join(sorted(formats.FORMATS)))
        parser.add_argument(
            "--out", required=True, type=Path, help="a folder that is empty or does not exist"
        )
        parser.add_argument("--min-confidence", type=float, help="leave out labels below this probability")
        parser.add_argument("--min-ratings", type=int, help="default: the project's minimum overlap")
        parser.add_argument("--state", action="append", choices=STATES, help="may be repeated; default: all")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        try:
            export = running.run_into(
                folder=options["out"],
                project=project,
                user=None,
                fmt=options["format"],
                policy_data=_policy(options),
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        if not delivering.is_ready(export):
            raise CommandError(delivering.failure(export) or f"The export was {export.status}.")
        self.stdout.write(_report(export, options))


def _policy(options: dict[str, Any]) -> dict[str, Any]:
    return {
        "min_confidence": options["min_confidence"],
        "min_ratings": options["min_ratings"],
        "states": options["state"],
    }


def _report(export: Export, options: dict[str, Any]) -> str:
    told = delivering.as_json(export)
    if options["json"]:
        return json.dumps(told)
    counts = ", ".join(f"{winner} {n}" for winner, n in told["counts"].items())
    left_out = ", ".join(delivering.left_out(export))
    return f"Export {told['export']}: {told['rows']} rows in {options['out']} ({counts})." + (
        f" Left out: {left_out}." if left_out else ""
    )
