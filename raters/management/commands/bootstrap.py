"""`bootstrap`: make the first manager and print the one-time link with which they choose a password."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from config.management.commanding import DomainCommand
from raters.accounts import creating, inviting
from raters.management.links import invitation_link


class Command(DomainCommand):
    help = (
        "Make the first manager and print a one-time link; run again while the link is unused for a new one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "email", nargs="?", default="manager@localhost", help="the manager's email address"
        )

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        now = timezone.now()
        manager = creating.first_manager(email=email, now=now)
        token = inviting.issue_link(user=manager, by=None, now=now)
        self.stdout.write(invitation_link(token))
