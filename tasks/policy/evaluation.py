"""The evaluation set of a project: prompt groups drawn before anybody rates them, and kept from training for ever.

A draw says how large the set is to be and adds what is missing; it never becomes smaller. Groups are taken in the order
of a hash with the project's seed, so that a preview names what the draw then takes. What the set does to an export is
decided in `tasks.exports.selecting.splits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.errors import Conflict, Invalid
from raters.access import Right, require
from raters.models import User
from tasks.assignment.filling import AT_WORK
from tasks.exports.selecting import prompt_groups
from tasks.models import Project, Tray
from tasks.policy import changing, evaluation_rows


class InvalidDraw(Invalid):
    """What is asked for is no size of a set, or there is too little that is not rated yet."""

    code = "invalid_evaluation_set"


class RatedMeanwhile(Conflict):
    """Something that was to be drawn was rated at the same moment."""

    code = "rated_meanwhile"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the set is to be: a share of the project's prompt groups, or a number of them."""

    share: float | None = None
    groups: int | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """What a draw adds, and what the set has then; `ratings` are asked for beyond those that were wanted before."""

    new_groups: int
    new_items: int
    ratings: int
    groups: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the set has: prompt groups, their items, how many of these are rated, and how many are decided."""

    groups: int
    items: int
    rated: int
    decided: int
    drawn_at: datetime | None


def standing(project: Project) -> Standing:
    """Count the set as it stands."""
    return Standing(*evaluation_rows.standing(project.pk))


@transaction.atomic
def preview(*, project: Project, size: Size) -> Draw:
    """Say what a draw would add, and change nothing.

    Raises: InvalidDraw.
    """
    return _chosen(project, size)


@transaction.atomic
def draw(*, project: Project, size: Size, by: User | None) -> Draw:
    """Add to the set what it lacks of a size; the items drawn are rated as often as the set wants, and no less.

    Raises: InvalidDraw, RatedMeanwhile, RoleForbids.
    """
    if by is not None:
        require(by, Right.MANAGE)
    locked = Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    drawn = _chosen(locked, size)
    if not drawn.new_groups:
        return drawn
    if evaluation_rows.is_rated():
        raise RatedMeanwhile(_("Some of it was rated at this moment. Try again."))
    evaluation_rows.write(locked.pk, by.pk if by else None)
    Tray.objects.filter(project=locked, asked_at__gt=Now() - AT_WORK).update(due_at=Now())
    label = f"{locked.slug}: evaluation set +{drawn.new_groups} → {drawn.groups} groups"
    changing.note(locked, by=by, label=label)
    return drawn


def _chosen(project: Project, size: Size) -> Draw:
    """Choose groups, in a table that lives as long as the transaction."""
    prompt_groups.gather(project.pk)
    with connection.cursor() as cursor:
        n_all, n_in, n_free = evaluation_rows.counted(cursor)
        wanted = _wanted(size, n_all)
        missing = max(0, wanted - n_in)
        if missing > n_free:
            message = _(
                "%(wanted)d groups are asked for: %(present)d are in the set, and only %(free)d others are not"
                " rated yet."
            )
            raise _invalid(size, message % {"wanted": wanted, "present": n_in, "free": n_free})
        items, ratings = evaluation_rows.choose(cursor, seed=project.seed, n=missing)
    return Draw(new_groups=missing, new_items=items, ratings=ratings, groups=n_in + missing)


def _wanted(size: Size, n_all: int) -> int:
    if (size.share is None) == (size.groups is None):
        raise _invalid(size, _("Give a share or a number of groups."))
    if size.groups is not None:
        if not _is_whole(size.groups):
            raise _invalid(size, _("Give a whole number of groups from 1."))
        return size.groups
    if not _is_share(size.share):
        raise _invalid(size, _("Give a share above 0 and at most 0.5."))
    # One group at least: who asks for a part of little does not ask for nothing.
    return max(1, round((size.share or 0) * n_all))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value < 2**31


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 0.5


def _invalid(size: Size, message: str) -> InvalidDraw:
    field = "share" if size.groups is None else "groups"
    return InvalidDraw(message, fields={field: message})
