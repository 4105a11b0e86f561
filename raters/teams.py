"""Who leads whom: putting people into a team. What a lead may see of them, each model's `for_user` says."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from raters.models import Team, TeamMember, User


@transaction.atomic
def gather(*, name: str, lead: User, members: Iterable[User]) -> Team:
    """Put people into the team of this name, which is made if need be, and give it its lead.

    A person is in one team at most: who was in another one changes over.
    """
    team, _made = Team.objects.update_or_create(name=name, defaults={"lead": lead})
    for user in members:
        TeamMember.objects.update_or_create(user=user, defaults={"team": team})
    return team
