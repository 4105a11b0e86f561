"""The sample accounts: one of every role but five raters, who are the lead's team. All share one password.

rater1 has rated nothing yet: whoever signs in as rater1 finds work. The others have habits: rater2 is careful, rater3
harsh, rater4 quick, and rater5 prefers the first answer where the two are close.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from raters import teams
from raters.accounts import creating
from raters.models import Role, User

DOMAIN = "demo.example"
TEAM = "Demo team"
RATERS = ("rater1", "rater2", "rater3", "rater4", "rater5")


@dataclass(frozen=True, slots=True)
class Person:
    """A sample account; its address begins with the key."""

    key: str
    role: str
    name: str

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


PEOPLE = (
    Person("manager", Role.MANAGER, "Zhou Min"),
    Person("engineer", Role.ENGINEER, "Elena Moretti"),
    Person("expert", Role.EXPERT, "Han Wei"),
    Person("lead", Role.LEAD, "Gu Qing"),
    Person("rater1", Role.RATER, "Lin Xia"),
    Person("rater2", Role.RATER, "Tom Okafor"),
    Person("rater3", Role.RATER, "Su Yan"),
    Person("rater4", Role.RATER, "Mia Berg"),
    Person("rater5", Role.RATER, "Deng Hao"),
)


def ensure(*, password: str, renew: bool, now: datetime) -> dict[str, User]:
    """Return the accounts by key, and make those that are missing.

    `renew` gives the password to accounts that are there already: the file that knew theirs is gone.
    """
    found = {user.email: user for user in User.objects.filter(email__in=[each.email for each in PEOPLE])}
    for user in found.values() if renew else ():
        user.set_password(password)
        user.save(update_fields=["password"])
    missing = [each for each in PEOPLE if each.email not in found]
    for each in missing:
        found[each.email] = creating.create_user(
            email=each.email,
            role=each.role,
            name=each.name,
            password=password,
            languages=("zh", "en"),
            now=now,
        )
    users = {each.key: found[each.email] for each in PEOPLE}
    creating.ensure_owner(user=users["manager"])
    if missing:
        teams.gather(name=TEAM, lead=users["lead"], members=[users[key] for key in RATERS])
    return users
