"""Hands a file of an export over, or the archive of all of them: by page, by API or by link, always in the same way.

Decides under which name a file is saved, whether a long download may go on, and what is noted of it. Who may begin one
was decided by `Export.objects.for_user`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from raters import security_events
from raters.access import Right, may
from raters.models import User
from tasks.exports.delivery import archive, delivering, downloads
from tasks.exports.delivery.sources import Source
from tasks.models import Export

# A download in many parts is noted once in so long a time.
PARTS_NOTED = timedelta(hours=1)


def hand_over(
    request: HttpRequest,
    *,
    export: Export,
    name: str,
    by: User,
    is_let_in: Callable[[], bool] = lambda: True,
) -> HttpResponseBase:
    """Answer with a file, and note that this person took it.

    `is_let_in` tells on the way whether what let the request in, such as a token, still does.

    Raises: NoSuchFile.
    """
    offer = offered(export=export, name=name)
    user_id, export_id = by.pk, export.pk
    answer = downloads.answer(
        request, offer, may_go_on=lambda: is_let_in() and may_fetch(export_id=export_id, user_id=user_id)
    )
    _note(export=export, name=name, by=by, brought=downloads.brought(request, answer))
    return answer


def offered(*, export: Export, name: str) -> downloads.Offer:
    """Find a file, or the archive, under the name that tells it apart from those of other exports.

    Raises: NoSuchFile.
    """
    if name == archive.NAME:
        return _archive(export)
    stored = delivering.stored_file(export=export, name=name)
    return downloads.Offer(Source((stored.part,)), stored.sha256, f"{stem(export)}-{name}")


def stem(export: Export) -> str:
    """Return what the names of all that is taken from an export begin with."""
    return f"{export.project.slug}-{export.format}-{export.pk}"


def may_fetch(*, export_id: int, user_id: int) -> bool:
    """Tell whether a person may take files of an export now."""
    user = User.objects.filter(pk=user_id).first()
    if user is None or not may(user, Right.EXPORT):
        return False
    return Export.objects.for_user(user).filter(pk=export_id).exists()


def _archive(export: Export) -> downloads.Offer:
    stored = [delivering.stored_file(export=export, name=name) for name in delivering.names(export)]
    if not stored or export.selected_at is None:
        raise delivering.NoSuchFile(_("This export has no such file here."))
    members = [archive.Member(each.name, each.sha256, each.part) for each in stored]
    whole = archive.of(members, folder=stem(export), at=export.selected_at)
    return downloads.Offer(whole.source, whole.sha256, f"{stem(export)}.tar")


def _note(*, export: Export, name: str, by: User, brought: downloads.Brought) -> None:
    """Write that somebody took a file away: each time for a whole file, and once an hour for parts of it."""
    downloaded = security_events.Kind.DOWNLOADED
    label = f"{export.project.slug} {export.format} {name}"
    if brought is downloads.Brought.WHOLE:
        security_events.record(downloaded, by=by, subject="export", subject_id=export.pk, label=label)
    elif brought is downloads.Brought.PART:
        security_events.record_once(
            downloaded, within=PARTS_NOTED, by=by, subject="export", subject_id=export.pk, label=label
        )
