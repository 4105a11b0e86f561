"""`prune_events --days N`: forget what changed longer ago; ratings, assignments and labels stay."""

from argparse import ArgumentParser
from typing import Any

from config.management.commanding import DomainCommand
from tasks import retention


class Command(DomainCommand):
    help = "Delete rows of the event table that are older than so many days (at least 30)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, required=True)

    def handle(self, *_args: Any, days: int, **_options: Any) -> None:
        pruned = retention.prune_events(days=days)
        self.stdout.write(f"{pruned} events older than {days} days deleted.")
