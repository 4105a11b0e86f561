"""`create_token EMAIL`: print a new API token, and nothing else."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from config.management.commanding import DomainCommand
from raters.accounts import tokens
from raters.models import ApiToken, User


class Command(DomainCommand):
    help = "Make an API token for a person and print it. It cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--scope",
            action="append",
            choices=ApiToken.Scope.values,
            help="may be repeated; default: all that the role may do",
        )
        parser.add_argument("--name", default="")

    def handle(self, *_args: Any, email: str, scope: list[str] | None, name: str, **_options: Any) -> None:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account for {email}.")
        self.stdout.write(tokens.create_token(user=user, scopes=scope, name=name))
