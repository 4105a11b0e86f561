"""Whether a rater may be given, may open, read and rate an item: one SQL rule (`door.sql`) behind every door.

Filling, opening, reading and the two statements of a submit use it; what else an assignment's own state allows is
decided in `reading` and `leasing`. What a role may do at all is `raters.access`'.
"""

from __future__ import annotations

from pathlib import Path

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from config.errors import Conflict, DomainError, Forbidden
from raters.models import Rater
from tasks.models import Project

_RULE = Path(__file__).with_name("door.sql").read_text()
UNRATED = Path(__file__).with_name("unrated.sql").read_text()
# What the rule asks where the statement that asks does not know it. Grants are held against the database's clock.
FACTS = {
    "is_member": """({admits_all} OR EXISTS (
        SELECT FROM tasks_membership m WHERE m.user_id = {person} AND m.project_id = {project}))""",
    "needed": "ARRAY(SELECT n.skill_id FROM tasks_project_skills n WHERE n.project_id = {project})",
    "held": """ARRAY(
        SELECT g.skill_id FROM raters_grant g
         WHERE g.rater_id = {rater} AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now()))""",
    "n_passed": f"(SELECT count(*) FROM ({UNRATED}) passed_on)",  # noqa: S608 (fixed text)
    "most_passed": "(SELECT p.max_skips_per_hour FROM tasks_project p WHERE p.id = {project})",
}

CLOSED = "closed"
INACTIVE = "inactive"
NOT_MEMBER = "not_member"
NOT_QUALIFIED = "not_qualified"
PAUSED = "paused"
TOO_MANY_SKIPS = "too_many_skips"
LEAVE_OPEN = (PAUSED, TOO_MANY_SKIPS)
"""Under these nothing new is given, and what is open may be finished."""


def rule(**places: str) -> str:
    """Give the rule as an SQL expression, with its places filled by expressions of the statement that asks."""
    asked = {name: sql for name, sql in FACTS.items() if name not in places}
    return _RULE.format(**places, **{name: sql.format(**places) for name, sql in asked.items()})


def facts(**places: str) -> str:
    """Give what the rule asks as columns of a select, for a statement that needs it more than once."""
    return ", ".join(f"{sql.format(**places)} AS {name}" for name, sql in FACTS.items())


_PROJECT = "(SELECT p.{column} FROM tasks_project p WHERE p.id = %(project)s)"
_FOR_ONE = {
    "rater": "%(rater)s",
    "person": "%(person)s",
    "is_active": "(SELECT u.is_active FROM raters_user u WHERE u.id = %(person)s)",
    "project": "%(project)s",
    "state": _PROJECT.format(column="state"),
    "admits_all": _PROJECT.format(column="admits_all"),
}
_NEEDS_NO_SKILL = rule(**_FOR_ONE, skills="'{}'::bigint[]")
_OF_ASSIGNMENT = rule(
    **_FOR_ONE,
    skills="(SELECT i.skill_ids FROM tasks_item i JOIN tasks_assignment a ON a.item_id = i.id"
    " WHERE a.id = %(assignment)s)",
)
# What the items of a queryset need, or those of a queryset of assignments.
OF_ITEMS = '"tasks_item"."skill_ids"'
OF_ASSIGNMENTS = '(SELECT i.skill_ids FROM tasks_item i WHERE i.id = "tasks_assignment"."item_id")'


class ProjectClosed(Conflict):
    code = "project_closed"


class ProjectPaused(Conflict):
    code = "project_paused"


class NotAMember(Forbidden):
    """The rater was taken out of the project, or their login is no longer active."""

    code = "not_member"


class NotQualified(Forbidden):
    """A skill that the project or the item needs is not, or no longer, granted."""

    code = "not_qualified"


def why_shut(*, project: Project, rater: Rater, assignment_id: int | None = None) -> str:
    """Name what stands between a rater and a project's items, or one assignment's; empty when nothing does."""
    given = {"rater": rater.pk, "person": rater.user_id, "project": project.pk, "assignment": assignment_id}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + (_NEEDS_NO_SKILL if assignment_id is None else _OF_ASSIGNMENT), given)
        return str(cursor.fetchone()[0] or "")


def is_open_to(*, project: Project, rater: Rater, skills: str = OF_ITEMS, opens: bool = True) -> RawSQL:
    """Give the rule as a condition on a queryset, with the skills of each row's item.

    Without `opens` it is about what is open already, which the reasons of `LEAVE_OPEN` leave open.
    """
    reason = rule(**_FOR_ONE, skills=skills)
    values = {"rater": rater.pk, "person": rater.user_id, "project": project.pk}
    passes = reason if opens else f"nullif(nullif({reason}, '{PAUSED}'), '{TOO_MANY_SKIPS}')"
    sql, params = _positional(f"({passes}) IS NULL", values)
    return RawSQL(sql, params, output_field=BooleanField())  # noqa: S611 (fixed text, values as parameters)


def need(*, project: Project, rater: Rater, assignment_id: int | None = None, opens: bool = False) -> None:
    """Insist that the rater may read and rate what is open; with `opens`, that they may open it now.

    The hourly limit does not keep a rater from opening again what they passed on.

    Raises: ProjectClosed, NotAMember, NotQualified, and with `opens` ProjectPaused.
    """
    reason = why_shut(project=project, rater=rater, assignment_id=assignment_id)
    if opens and reason == PAUSED:
        raise ProjectPaused(_("A manager has paused the project. Your draft is kept."))
    refuse(reason)


def refuse(reason: str | None) -> None:
    """Raise what a reason of the rule means for an item that is open, which those of `LEAVE_OPEN` leave open.

    Raises: ProjectClosed, NotAMember, NotQualified.
    """
    if reason and reason not in LEAVE_OPEN:
        raise _error(reason)


def _error(reason: str) -> DomainError:
    if reason == CLOSED:
        return ProjectClosed(_("This project is closed. Your draft is kept."))
    if reason == NOT_QUALIFIED:
        return NotQualified(
            _(
                "This item needs a skill that you do not hold at present. Your draft and your ratings are kept."
            )
        )
    return NotAMember(
        _("You are not a member of this project any more. Your draft and all you rated before are kept.")
    )


def _positional(sql: str, values: dict[str, int | None]) -> tuple[str, list[int | None]]:
    """Turn named placeholders into the positional ones that RawSQL takes."""
    first, *others = (part.partition(")s") for part in sql.split("%("))
    return "%s".join([first[0], *(rest for _name, _end, rest in others)]), [
        values[name] for name, _end, _rest in others
    ]
