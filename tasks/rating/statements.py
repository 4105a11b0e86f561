"""The two statements of a submit: their SQL from the files beside, with the door's rule and what is shown put in."""

from __future__ import annotations

from pathlib import Path

from tasks.assignment import door
from tasks.assignment.presentation import SHOWN_SQL
from tasks.rating.prepared import Prepared


def _text(name: str, **parts: str) -> str:
    sql = Path(__file__).with_name(name).read_text()
    for place, part in parts.items():
        sql = sql.replace(f"{{{place}}}", part)
    return sql


LOAD = Prepared(
    "touchstone_load",
    _text(
        "load.sql",
        shut=door.rule(
            rater="a.rater_id",
            person="person.id",
            is_active="person.is_active",
            project="project.id",
            state="project.state",
            admits_all="project.admits_all",
            skills="item.skill_ids",
        ),
    ),
)
SUBMIT = Prepared(
    "touchstone_submit",
    _text(
        "submit.sql",
        # Parameters rather than columns: what does not depend on the row is asked once, not for each of the tray.
        shut=door.rule(
            rater="%(rater)s::bigint",
            person="%(user)s::bigint",
            is_active="true",  # statement 1 has seen to it
            project="%(project)s::bigint",
            state="%(project_state)s::varchar",
            admits_all="%(admits_all)s::boolean",
            skills="i.skill_ids",
            passes_on="%(passes_on)s::int",
        ),
        shown=SHOWN_SQL.format(opened="opened"),
    ),
)
