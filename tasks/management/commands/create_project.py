"""`create_project SLUG`: make a project; its values and their defaults are those of the page."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config.errors import DomainError
from raters.models import User
from tasks import members, projects
from tasks.models import Project
from tasks.policy import changing
from tasks.rubric import presets


class Command(BaseCommand):
    help = "Make a project. Every rater with its skills may rate in it unless it is closed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name", default="", help="shown to people; default: the slug")
        parser.add_argument("--rubric", default="exam", help=", ".join(presets.NAMES))
        parser.add_argument("--overlap", nargs=2, type=int, default=[3, 3], metavar=("MIN", "MAX"))
        parser.add_argument(
            "--confidence", type=float, default=0.9, metavar="P", help="kept; labels are counts as yet"
        )
        parser.add_argument("--form", default=Project.Form.FULL, choices=Project.Form.values)
        parser.add_argument(
            "--max-rejected",
            type=float,
            metavar="SHARE",
            help="of bad lines that stops an import; default: 0.2",
        )
        parser.add_argument(
            "--reference-for",
            choices=Project.ReferenceFor.values,
            help="who is shown references; default: experts",
        )
        parser.add_argument("--closed", action="store_true", help="only members may rate")
        parser.add_argument(
            "--owner",
            metavar="EMAIL",
            help="a manager who becomes a member; the installation's owner sees every project without",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            project = _made(options)
        except DomainError as error:
            raise CommandError(error.message) from error
        managers = [user.email for user in members.managing(project)]
        told = {"project": project.slug, "id": project.pk, "managers": managers}
        self.stdout.write(json.dumps(told) if options["json"] else _lines(project, managers))


def _lines(project: Project, managers: list[str]) -> str:
    seen = (
        f"Seen by {', '.join(managers)}."
        if managers
        else "No manager sees it: name one with --owner, or run “manage.py bootstrap” for the installation's owner."
    )
    return f"Project {project.slug} is ready. {seen}"


@transaction.atomic
def _made(options: dict[str, Any]) -> Project:
    """Make the project with all of its policy, or none of it."""
    least, most = options["overlap"]
    project = projects.create_project(
        slug=options["slug"],
        name=options["name"],
        rubric=options["rubric"],
        min_overlap=least,
        max_overlap=most,
        confidence=options["confidence"],
        form=options["form"],
        closed=options["closed"],
        owner=_owner(options["owner"]),
    )
    given = {name: options[name] for name in ("max_rejected", "reference_for") if options[name] is not None}
    return changing.change(project=project, by=None, wanted=given)


def _owner(email: str | None) -> User | None:
    if not email:
        return None
    owner: User | None = User.objects.filter(email__iexact=email).first()
    if owner is None:
        raise CommandError(f"There is no account “{email}”.")
    return owner
