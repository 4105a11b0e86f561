"""Who is given a skill, by whom and why, and how it is taken back.

It decides what may be granted; whether the person asking may grant is `raters.access`.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import Conflict, Invalid
from raters.models import Grant, Rater, Skill, User

LEVELS = range(1, 10)


class InvalidGrant(Invalid):
    code = "invalid_grant"


class InvalidSkill(Invalid):
    code = "invalid_skill"


class GrantNotInForce(Conflict):
    code = "grant_not_in_force"


def ensure_skill(*, code: str) -> Skill:
    """Return the skill of this code; one that nobody has named yet is made under its code.

    Raises: InvalidSkill.
    """
    code = code.strip().lower()
    try:
        validate_slug(code)
    except ValidationError:
        code = ""
    if not code or len(code) > 64:
        raise InvalidSkill(
            _("A skill's code has letters, digits, hyphens and underscores, 64 at most."),
            fields={"skill": _("Not a skill's code.")},
        )
    skill, _made = Skill.objects.get_or_create(code=code, defaults={"name_en": code})
    return skill


def grant(
    *,
    rater: Rater,
    skill: Skill,
    by: User | None,
    reason: str,
    now: datetime,
    level: int = 1,
    expires_at: datetime | None = None,
) -> Grant:
    """Give a rater a skill, in place of what was in force for it before.

    The earlier grant stays as a revoked row, so that what held at any time can be read later.

    Raises: InvalidGrant.
    """
    fields: dict[str, str] = {}
    if level not in LEVELS:
        fields["level"] = _("A level is a number from 1 to 9.")
    if expires_at is not None and expires_at <= now:
        fields["expires_at"] = _("This moment has passed.")
    if fields:
        raise InvalidGrant(_("This skill cannot be granted so."), fields=fields)
    with transaction.atomic():
        # The rater's row is the lock: two managers granting at once would both find nothing to revoke.
        Rater.objects.select_for_update().only("pk").get(pk=rater.pk)
        rater.grants.filter(skill=skill, revoked_at=None).update(revoked_at=now)
        return Grant.objects.create(
            rater=rater, skill=skill, level=level, reason=reason, granted_by=by, expires_at=expires_at
        )


def revoke(*, grant: Grant, now: datetime) -> Grant:
    """Take a skill back; ratings made under it stay as they are.

    Raises: GrantNotInForce.
    """
    if not Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=now):
        raise GrantNotInForce(_("This skill was taken back before."))
    grant.revoked_at = now
    return grant
