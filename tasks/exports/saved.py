"""Policies that have a name in their project. What a policy may be is decided in `policy` and `formats`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.errors import Invalid, Missing
from raters import security_events
from raters.access import Right, require
from raters.models import User
from tasks.exports import formats
from tasks.models import ExportPolicy, Project

# A name stands in an address.
NAME = re.compile(r"[^/\\\x00-\x1f\x7f\ud800-\udfff]{1,64}")


class InvalidName(Invalid):
    code = "invalid_export_policy_name"


class NoSuchPolicy(Missing):
    code = "no_such_export_policy"


@transaction.atomic
def save(
    *, project: Project, user: User | None, name: str, fmt: str, policy_data: Mapping[str, Any]
) -> ExportPolicy:
    """Save a format and a policy, completed as they are now, in place of what had the name.

    Raises: InvalidName, UnknownFormat, InvalidPolicy, RoleForbids.
    """
    if user is not None:
        require(user, Right.EXPORT)
    if not isinstance(name, str) or not NAME.fullmatch(name.strip()):
        message = _("Give a name of at most 64 characters, without slashes.")
        raise InvalidName(message, fields={"name": message})
    chosen = formats.named(fmt)
    values = {
        "format": chosen.name,
        "policy": formats.resolved(chosen, project, policy_data).as_dict(),
        "made_by": user,
        "made_at": Now(),
    }
    policy, _is_new = ExportPolicy.objects.update_or_create(
        project=project, name=name.strip(), defaults=values
    )
    policy.refresh_from_db()
    _note(project, user, f"{project.slug}: export policy {policy.name} saved")
    return policy


@transaction.atomic
def remove(*, project: Project, user: User | None, name: str) -> None:
    """Forget a policy; exports made with it keep theirs.

    Raises: NoSuchPolicy, RoleForbids.
    """
    if user is not None:
        require(user, Right.EXPORT)
    named(project, name).delete()
    _note(project, user, f"{project.slug}: export policy {name} removed")


def of(project: Project) -> QuerySet[ExportPolicy]:
    """Return a project's saved policies by name."""
    return ExportPolicy.objects.filter(project=project).order_by("name")


def named(project: Project, name: str) -> ExportPolicy:
    """Find a policy by its name.

    Raises: NoSuchPolicy, with the names that there are.
    """
    found = ExportPolicy.objects.filter(project=project, name=name).first()
    if found is None:
        known = ", ".join(of(project).values_list("name", flat=True)) or "–"
        message = _("There is no saved policy “%(name)s”. Saved are: %(known)s.")
        raise NoSuchPolicy(message % {"name": name, "known": known})
    return found


def told(policy: ExportPolicy) -> dict[str, Any]:
    """Return what API and command say of a policy."""
    return {
        "name": policy.name,
        "format": policy.format,
        "policy": policy.policy,
        "made_at": policy.made_at,
    }


def _note(project: Project, user: User | None, label: str) -> None:
    kind = security_events.Kind.POLICY_CHANGED
    security_events.record(kind, by=user, subject="project", subject_id=project.pk, label=label)
