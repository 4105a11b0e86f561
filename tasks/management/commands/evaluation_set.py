"""`evaluation_set PROJECT`: draw the evaluation set up to a size, or tell what it has."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.errors import DomainError
from tasks.models import Project
from tasks.policy import evaluation


class Command(BaseCommand):
    help = "Draw prompts that are kept for evaluation, before anybody rates them. Without a size: tell what there is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        size = parser.add_mutually_exclusive_group()
        size.add_argument("--share", type=float, metavar="P", help="of the prompt groups, up to 0.5")
        size.add_argument("--groups", type=int, metavar="N", help="how many prompt groups the set is to have")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be drawn")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        try:
            told = _told(project, options)
        except DomainError as error:
            raise CommandError(error.message) from error
        if options["json"]:
            self.stdout.write(json.dumps(told, default=str))
        else:
            self.stdout.write(", ".join(f"{name.replace('_', ' ')} {value}" for name, value in told.items()))


def _told(project: Project, options: dict[str, Any]) -> dict[str, Any]:
    size = evaluation.Size(share=options["share"], groups=options["groups"])
    if size == evaluation.Size():
        return asdict(evaluation.standing(project))
    if options["dry_run"]:
        return asdict(evaluation.preview(project=project, size=size))
    drawn = evaluation.draw(project=project, size=size, by=None)
    return asdict(drawn) | asdict(evaluation.standing(project))
