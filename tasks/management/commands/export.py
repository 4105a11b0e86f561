"""`export PROJECT --format F --out DIR`: write an export here and now, into a folder of one's own."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.errors import DomainError
from tasks.exports import formats, running, saved
from tasks.exports.delivery import delivering
from tasks.exports.policy import Labels
from tasks.exports.policy.definition import STATES
from tasks.models import Export, Project

MANY: dict[str, Any] = {"action": "append"}
NUMBERS: dict[str, Any] = {"action": "append", "type": int}
SHARE: dict[str, Any] = {"type": float, "metavar": "PERCENT"}
# Each setting of a policy as an option.
SETTINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "--min-confidence": (
        "min_confidence",
        {"type": float, "metavar": "P", "help": "leave out labels below this probability; 0 for none"},
    ),
    "--min-ratings": ("min_ratings", {"type": int, "help": "default: the project's minimum overlap"}),
    "--state": ("states", MANY | {"choices": STATES, "help": "may be repeated"}),
    "--style": ("style", {"help": "how the format writes, where it has several ways"}),
    "--container": ("container", {"help": "jsonl, jsonl.gz, jsonl.zst or parquet"}),
    "--labels": ("labels", {"choices": Labels.ALL, "help": "how a pair says how sure its label is"}),
    "--ties": ("ties", {"help": "drop, half (one row each way) or both (two good answers)"}),
    "--both-bad": ("both_bad", {"help": "drop or both (two bad answers)"}),
    "--aspect": ("aspect", {"help": "prefer by the means of this aspect"}),
    "--threshold": ("threshold", {"type": float, "help": "mean score of a good answer"}),
    "--batch": ("batches", NUMBERS),
    "--domain": ("domains", MANY),
    "--language": ("languages", MANY),
    "--skill": ("skills", MANY),
    "--guideline-version": ("guideline_versions", NUMBERS),
    "--since": ("since", {"metavar": "DAY", "help": "decided on this day (UTC) or later"}),
    "--until": ("until", {"metavar": "DAY"}),
    "--without-flag": ("without_flags", MANY),
    "--without-tag": ("without_tags", MANY),
    "--repeats": ("repeats", {"help": "merge (one item with the ratings of all) or keep"}),
    "--max-pairs-per-prompt": ("max_pairs_per_prompt", {"type": int}),
    "--validation": ("validation", SHARE),
    "--test": ("test", SHARE),
}


class Command(BaseCommand):
    help = "Write a project's labels as training files, with a manifest, into an empty folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--format", help=", ".join(sorted(formats.FORMATS)))
        what.add_argument(
            "--saved", metavar="NAME", help="the format and policy that were saved under a name"
        )
        parser.add_argument(
            "--out", required=True, type=Path, help="a folder that is empty or does not exist"
        )
        for name, (setting, options) in SETTINGS.items():
            parser.add_argument(name, dest=setting, **options)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        try:
            fmt, policy = _wanted(project, options)
            export = running.run_into(
                folder=options["out"], project=project, user=None, fmt=fmt, policy_data=policy
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        if not delivering.is_ready(export):
            raise CommandError(delivering.failure(export) or f"The export was {export.status}.")
        self.stdout.write(_report(export, options))


def _wanted(project: Project, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Give format and policy, as they are typed or as they were saved."""
    typed = {setting: options[setting] for setting, _options in SETTINGS.values()}
    if not options["saved"]:
        return options["format"], typed
    given = ", ".join(name for name, (setting, _options) in SETTINGS.items() if typed[setting] is not None)
    if given:
        raise CommandError(f"A saved policy stands alone; leave out {given}.")
    policy = saved.named(project, options["saved"])
    return policy.format, policy.policy


def _report(export: Export, options: dict[str, Any]) -> str:
    told = delivering.as_json(export)
    if options["json"]:
        return json.dumps(told)
    counts = ", ".join(f"{winner} {n}" for winner, n in told["counts"].items())
    left_out = ", ".join(delivering.left_out(export))
    return f"Export {told['export']}: {told['rows']} rows in {options['out']} ({counts})." + (
        f" Left out: {left_out}." if left_out else ""
    )
