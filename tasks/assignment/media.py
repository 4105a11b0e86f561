"""Which stored file stands behind an address: an answer's, by its letter, or an attachment's, by its number.

For a rater letters are those of the assignment, and count only while the rater may see it; for the staff they are those
of the imported order.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from config.errors import Conflict, Missing
from raters.models import Rater
from tasks.assignment import reading
from tasks.assignment.carried import is_kept
from tasks.models import Item, ItemCompletion, ItemDetail, Media
from tasks.rubric.parts import LETTERS


class StoredMedia(NamedTuple):
    path: Path
    sha256: str
    content_type: str


class NoSuchMedia(Missing):
    """There is no such file, or it is not the caller's to see."""

    code = "no_such_media"


def of_assignment(*, assignment_id: int, rater: Rater, which: str) -> StoredMedia:
    """Find a file of an assignment by what its rater sees of it.

    Raises: NoSuchMedia, AssignmentMissing, NotAMember, NotQualified.
    """
    try:
        seen = reading.own(assignment_id=assignment_id, rater=rater)
    except Conflict as error:
        raise _missing() from error
    return _of(seen.item_id, which, order=seen.presentation.order)


def of_item(*, item: Item, which: str) -> StoredMedia:
    """Find a file of an item, in the imported order.

    Raises: NoSuchMedia.
    """
    return _of(item.pk, which, order=range(len(LETTERS)))


def _of(item_id: int, which: str, *, order: Sequence[int]) -> StoredMedia:
    number = int(which) if which.isdecimal() and len(which) < 5 else 0
    media_id = _attachment(item_id, number) if number else _answer(item_id, which, order)
    media = Media.objects.filter(pk=media_id).first() if media_id else None
    if media is None or not default_storage.exists(media.stored):
        raise _missing()
    path = Path(default_storage.path(media.stored))
    return StoredMedia(path, bytes(media.digest).hex(), media.content_type)


def _answer(item_id: int, letter: str, order: Sequence[int]) -> int | None:
    place = LETTERS.find(letter) if len(letter) == 1 else -1
    if not 0 <= place < len(order):
        return None
    shown = ItemCompletion.objects.filter(item=item_id, position=order[place])
    return shown.values_list("completion__media_id", flat=True).first()


def _attachment(item_id: int, number: int) -> int | None:
    attachments = ItemDetail.objects.filter(item=item_id).values_list("attachments", flat=True).first() or []
    if not 1 <= number <= len(attachments):
        return None
    found = attachments[number - 1]
    return int(found["media"]) if is_kept(found) else None


def _missing() -> NoSuchMedia:
    return NoSuchMedia(_("There is no such file, or it is not yours to see."))
