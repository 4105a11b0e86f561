"""What every command of ours does alike: a failure that has a name ends it with one clear line and a non-zero code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from psycopg2.errors import UndefinedColumn, UndefinedTable

from config.errors import DomainError


class DomainCommand(BaseCommand):
    """A command whose `handle` may raise the domain's errors."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except DomainError as error:
            raise CommandError(error.message) from error
        except ProgrammingError as error:
            if isinstance(error.__cause__, UndefinedTable | UndefinedColumn):
                said = (
                    "The database is not set up yet: run “manage.py migrate” first (serve does it by itself)."
                )
                raise CommandError(said) from error
            raise
