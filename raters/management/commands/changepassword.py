"""`changepassword EMAIL`: set a person's password at the server, in place of Django's command of that name.

Django's would end no session and leave no security event.
"""

from __future__ import annotations

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from config.management.commanding import DomainCommand
from raters.accounts import changing, creating
from raters.models import User


class Command(DomainCommand):
    help = "Set a person's password and sign them out everywhere. It comes from TOUCHSTONE_PASSWORD, or is asked for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--end-tokens", action="store_true", help="end the person's API tokens too")

    def handle(self, *_args: Any, email: str, end_tokens: bool, **_options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"There is no account for {email}.")
        password = os.environ.get("TOUCHSTONE_PASSWORD") or _asked(user)
        creating.check_password(password=password, user=user)
        changing.set_password(
            user=user, password=password, by=None, end_tokens=end_tokens, now=timezone.now()
        )
        self.stdout.write(f"{user.email} has a new password and is signed out everywhere.")


def _asked(user: User) -> str:
    password = getpass.getpass(f"New password of {user.email}: ")
    if getpass.getpass("The same again: ") != password:
        raise CommandError("The two do not match. Nothing was changed.")
    return password
