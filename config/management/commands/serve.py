"""Runs the whole of Touchstone in the foreground: services, migrations, web, worker and beat."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.services import ServiceError, addresses, plan


class Command(BaseCommand):
    help = "Run database, broker, web, worker and beat until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
        parser.add_argument(
            "--demo", action="store_true", help="load the sample project and print its logins"
        )

    def handle(self, *_: Any, port: int, demo: bool, **__: Any) -> None:
        found = addresses()
        if not found.embedded_database and not os.environ.get("TOUCHSTONE_SECRET_KEY"):
            raise CommandError("With DATABASE_URL, set TOUCHSTONE_SECRET_KEY to a long random text as well.")
        try:
            plan.serve(found, port, demo=demo)
        except ServiceError as error:
            raise CommandError(str(error)) from error
