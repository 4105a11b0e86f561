"""`bootstrap`: make the installation's owner and print the one-time link with which they choose a password."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from config.management.commanding import DomainCommand
from raters.accounts import creating, inviting
from raters.management.links import invitation_link

WITHOUT_ADDRESS = "manager@localhost"


class Command(DomainCommand):
    help = (
        "Make the owner of the installation, a manager who sees every project, and print a one-time link. "
        "Run it again while the link is unused for a new one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "email",
            nargs="?",
            help=f"the owner's email address; without it a terminal is asked, and a script gets {WITHOUT_ADDRESS}",
        )

    def handle(self, *_args: Any, email: str | None, **_options: Any) -> None:
        now = timezone.now()
        owner = creating.first_manager(email=email or self._asked(), now=now)
        token = inviting.issue_link(user=owner, by=None, now=now)
        lasts = inviting.LASTS.days
        self._say(
            f"{owner.email} owns this installation. Open this link within {lasts} days and choose a password:"
        )
        self.stdout.write(invitation_link(token))

    def _asked(self) -> str:
        if not sys.stdin.isatty():
            return WITHOUT_ADDRESS
        self._say(f"Email address of the owner [{WITHOUT_ADDRESS}]: ", ending="")
        return sys.stdin.readline().strip() or WITHOUT_ADDRESS

    def _say(self, text: str, ending: str = "\n") -> None:
        """Write beside the output, which is the link and nothing else."""
        self.stderr.write(text, style_func=str, ending=ending)
        self.stderr.flush()
