"""`load_demo`: make the sample project and its accounts, if need be, and print how to sign in."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.errors import DomainError
from tasks.demo import loading


class Command(BaseCommand):
    help = "Load the sample project and print every role's login. A second run keeps the data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            loaded = loading.load(folder=settings.DATA, now=timezone.now())
        except DomainError as error:
            raise CommandError(error.message) from error
        logins = [
            {"role": str(each.role), "email": each.email, "password": loaded.password}
            for each in loaded.people
        ]
        told = {"address": f"{settings.ORIGIN}/", "project": loading.SLUG, "created": loaded.created}
        self.stdout.write(json.dumps(told | {"logins": logins}) if options["json"] else _lines(told, logins))


def _lines(told: dict[str, Any], logins: list[dict[str, str]]) -> str:
    rows = [(told["address"], *login.values()) for login in logins]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ("  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
