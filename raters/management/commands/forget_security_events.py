"""`forget_security_events`: delete security events that are older than they need be."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.utils import timezone

from config.management.commanding import DomainCommand
from raters import security_events


class Command(DomainCommand):
    help = "Delete security events older than so many days (180 at least) and print how many."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=400)

    def handle(self, *_args: Any, days: int, **_options: Any) -> None:
        now = timezone.now()
        self.stdout.write(str(security_events.forget(before=now - timedelta(days=days), now=now)))
