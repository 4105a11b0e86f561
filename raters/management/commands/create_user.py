"""`create_user EMAIL --role ROLE`: make an account; the password comes from the environment or by a link."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.management.commanding import DomainCommand
from raters.accounts import creating, inviting
from raters.management.links import invitation_link
from raters.models import Role, User


class Command(DomainCommand):
    help = (
        "Make an account. The password comes from TOUCHSTONE_PASSWORD; without it a one-time link is printed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--name", default="")
        parser.add_argument("--skill", action="append", default=[], help="a skill's code; may be repeated")
        parser.add_argument(
            "--language", action="append", default=[], help="such as zh or en; may be repeated"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        user, link = _create(options, password=os.environ.get("TOUCHSTONE_PASSWORD"))
        if options["json"]:
            rater = getattr(user, "rater", None)
            pseudonym = rater.pseudonym if rater else None
            report = {
                "user": user.pk,
                "email": user.email,
                "role": user.role,
                "rater": pseudonym,
                "link": link,
            }
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write(link or f"{user.email} ({user.role})")


@transaction.atomic
def _create(options: dict[str, Any], *, password: str | None) -> tuple[User, str | None]:
    now = timezone.now()
    user = creating.create_user(
        email=options["email"],
        role=options["role"],
        name=options["name"],
        password=password or None,
        languages=options["language"],
        skills=options["skill"],
        now=now,
    )
    if password:
        return user, None
    return user, invitation_link(inviting.issue_link(user=user, by=None, now=now))
