"""Whether a rater may be given, may open, read and rate an item: one SQL rule (`door.sql`) behind every door.

Filling, opening, reading and the two statements of a submit use it; what else an assignment's own state allows is
decided in `reading` and `leasing`. What a role may do at all is `raters.access`'.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, CharField, Field
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from config.errors import Conflict, DomainError, Forbidden
from raters.models import Rater
from raters.models.rater import ROUTED
from tasks.models import Project, Tray

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
    "languages": """ARRAY(
        SELECT split_part(spoken, '-', 1) FROM raters_rater r, unnest(r.languages) spoken WHERE r.id = {rater})""",
    "stopped_for": """coalesce((
        SELECT t.stopped_for FROM tasks_tray t WHERE t.rater_id = {rater} AND t.project_id = {project}), '')""",
    "n_passed": f"(SELECT count(*) FROM ({UNRATED}) passed_on)",  # noqa: S608 (fixed text)
    "most_passed": "(SELECT p.max_skips_per_hour FROM tasks_project p WHERE p.id = {project})",
}

CLOSED = "closed"
INACTIVE = "inactive"
NOT_MEMBER = "not_member"
NOT_QUALIFIED = "not_qualified"
PAUSED = "paused"
TOO_MANY_SKIPS = "too_many_skips"
OTHER_LANGUAGE = "other_language"
LEAVE_OPEN = (PAUSED, *Tray.StoppedFor.values, TOO_MANY_SKIPS, OTHER_LANGUAGE)
"""Under these nothing new is given, and what is open may be finished."""


def rule(**places: str) -> str:
    """Give the rule as an SQL expression, with its places filled by expressions of the statement that asks."""
    asked = {name: sql for name, sql in FACTS.items() if name not in places}
    found = {name: sql.format(**places) for name, sql in asked.items()}
    return _RULE.format(**places, **found, routed=f"{{{','.join(ROUTED)}}}")


def facts(**places: str) -> str:
    """Give what the rule asks as columns of a select, for a statement that needs it more than once."""
    return ", ".join(f"{places.get(name) or sql.format(**places)} AS {name}" for name, sql in FACTS.items())


_PROJECT = "(SELECT p.{column} FROM tasks_project p WHERE p.id = %(project)s)"
_FOR_ONE = {
    "rater": "%(rater)s",
    "person": "%(person)s",
    "is_active": "(SELECT u.is_active FROM raters_user u WHERE u.id = %(person)s)",
    "project": "%(project)s",
    "state": _PROJECT.format(column="state"),
    "admits_all": _PROJECT.format(column="admits_all"),
}


class Needs(NamedTuple):
    """What an item asks of its rater, as SQL expressions: skills, and the language of its texts."""

    skills: str
    language: str


LANGUAGE = """coalesce(
    nullif({item}.language, ''), (SELECT p.language FROM tasks_prompt p WHERE p.id = {item}.prompt_id))"""
_OF = (
    "(SELECT {what} FROM tasks_item i JOIN tasks_assignment a ON a.item_id = i.id WHERE a.id = {assignment})"
)


def _of_assignment(assignment: str) -> Needs:
    language = LANGUAGE.format(item="i")
    return Needs(*(_OF.format(what=what, assignment=assignment) for what in ("i.skill_ids", language)))


OF_ITEMS = Needs('"tasks_item"."skill_ids"', LANGUAGE.format(item='"tasks_item"'))
OF_ASSIGNMENTS = _of_assignment('"tasks_assignment"."id"')
_NOTHING = rule(**_FOR_ONE, skills="'{}'::bigint[]", language="''")
_ONE = rule(**_FOR_ONE, **_of_assignment("%(assignment)s")._asdict())


class ProjectClosed(Conflict):
    code = "project_closed"


class ProjectPaused(Conflict):
    code = "project_paused"


class RaterPaused(Conflict):
    """A manager has paused this rater in the project."""

    code = "rater_paused"


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
        cursor.execute("SELECT " + (_NOTHING if assignment_id is None else _ONE), given)
        return str(cursor.fetchone()[0] or "")


def note_for(*, project: Project, rater: Rater) -> str:
    """Return why a rater is stopped in a project, as it was written for them; empty when nobody wrote."""
    found = Tray.objects.filter(project=project, rater=rater).exclude(stopped_for="")
    return found.values_list("stopped_note", flat=True).first() or ""


def is_open_to(*, project: Project, rater: Rater, of: Needs = OF_ITEMS, opens: bool = True) -> RawSQL:
    """Give the rule as a condition on a queryset of items or of assignments.

    Without `opens` it is about what is open already, which the reasons of `LEAVE_OPEN` leave open.
    """
    reason = rule(**_FOR_ONE, **of._asdict())
    left_open = ", ".join(f"'{each}'" for each in LEAVE_OPEN)
    passes = f"({reason}) IS NULL" if opens else f"coalesce({reason}, '') IN ('', {left_open})"
    return _raw(passes, project, rater, BooleanField())


def why_not(*, project: Project, rater: Rater) -> RawSQL:
    """Give the rule's reason for each item of a queryset; null for what the rater may be given."""
    return _raw(rule(**_FOR_ONE, **OF_ITEMS._asdict()), project, rater, CharField())


def need(*, project: Project, rater: Rater, assignment_id: int | None = None, opens: bool = False) -> None:
    """Insist that the rater may read and rate what is open; with `opens`, that they may open it now.

    The hourly limit does not keep a rater from opening again what they passed on.

    Raises: ProjectClosed, NotAMember, NotQualified, and with `opens` ProjectPaused, RaterPaused.
    """
    reason = why_shut(project=project, rater=rater, assignment_id=assignment_id)
    if opens and reason == PAUSED:
        raise ProjectPaused(_("A manager has paused the project. Your draft is kept."))
    if opens and reason == Tray.StoppedFor.RATER_PAUSED:
        said = _("A manager has paused your work in this project.")
        raise RaterPaused(said, note=note_for(project=project, rater=rater))
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


def _raw(sql: str, project: Project, rater: Rater, output: Field[Any, Any]) -> RawSQL:
    """Turn named placeholders into the positional ones that RawSQL takes."""
    values = {"rater": rater.pk, "person": rater.user_id, "project": project.pk}
    first, *others = (part.partition(")s") for part in sql.split("%("))
    positional = "%s".join([first[0], *(rest for _name, _end, rest in others)])
    given = [values[name] for name, _end, _rest in others]
    return RawSQL(positional, given, output_field=output)  # noqa: S611 (fixed text, values as parameters)
