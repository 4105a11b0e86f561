"""Asking for an export, and taking that back. The work itself is done by whoever runs what is due."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.errors import Conflict
from raters import security_events
from raters.access import Right, require
from raters.models import User
from tasks.exports import formats
from tasks.models import Export, Project

UNFINISHED = (Export.Status.QUEUED, Export.Status.RUNNING)


class AlreadyFinished(Conflict):
    code = "export_already_finished"


def request_export(
    *, project: Project, user: User | None, fmt: str, policy_data: Mapping[str, Any] | None = None
) -> Export:
    """Queue an export; without a user it is asked for by the installation itself.

    The policy is completed here: a later change of the project does not change what was asked for.

    Raises: UnknownFormat, InvalidPolicy, RoleForbids.
    """
    if user is not None:
        require(user, Right.EXPORT)
    chosen = formats.named(fmt)
    resolved = formats.resolved(chosen, project, {} if policy_data is None else policy_data)
    with transaction.atomic():
        export = Export.objects.create(
            project=project, format=chosen.name, policy=resolved.as_dict(), requested_by=user
        )
        label = f"{project.slug} {chosen.name}"
        made = security_events.Kind.EXPORT_MADE
        security_events.record(made, by=user, subject="export", subject_id=export.pk, label=label)
    return export


def cancel(*, export: Export) -> Export:
    """Stop an export that is not finished; its writer notices before the next chunk and removes its files.

    Raises: AlreadyFinished.
    """
    stopped = Export.objects.filter(pk=export.pk, status__in=UNFINISHED).update(
        status=Export.Status.CANCELLED, finished_at=Now(), claimed_until=None
    )
    export.refresh_from_db()
    if not stopped:
        raise AlreadyFinished(_("This export is already finished."), status=export.status)
    return export
