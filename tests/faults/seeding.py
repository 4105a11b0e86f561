"""Run as a module with TOUCHSTONE_DATA set: gives a served installation a project with work, and raters with tokens.

Arguments: how many raters, and how many made pairs, or a file of pairs. Prints the tokens as JSON: the raters', then
their manager's.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import django
from django.core.management import call_command
from django.utils import timezone

SLUG = "faults"


def main(n_raters: int, pairs: str) -> list[str]:
    from raters.accounts import creating, tokens
    from raters.models import Role
    from tasks.projects import create_project

    now = timezone.now()
    manager = creating.create_user(email="manager@example.org", role=Role.MANAGER, password=None, now=now)
    create_project(slug=SLUG, owner=manager)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pairs.jsonl" if pairs.isdecimal() else Path(pairs)
        if pairs.isdecimal():
            file.write_text("".join(_line(number) + "\n" for number in range(int(pairs))))
        call_command("import_batch", SLUG, str(file), stdout=sys.stderr)
    emails = [f"rater-{number}@example.org" for number in range(n_raters)]
    users = [creating.create_user(email=email, role=Role.RATER, password=None, now=now) for email in emails]
    return [tokens.create_token(user=user) for user in [*users, manager]]


def _line(number: int) -> str:
    answers = [{"text": f"The answer to {number} is {number + step}."} for step in (1, 2)]
    return json.dumps({"prompt": f"What comes after {number}?", "completions": answers})


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), sys.argv[2])) + "\n")
