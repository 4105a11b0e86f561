"""The two statements of a submit: their SQL from the files beside, with the door's rule and what is shown put in."""

from __future__ import annotations

from pathlib import Path

from config.postgresql.prepared import Prepared
from tasks.assignment import door
from tasks.assignment.presentation import SHOWN_SQL


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
            is_active="person.is_active",
            state="project.state",
            skills="item.skill_ids",
            language="''",  # what is open may be finished, whatever the rater declares since
            **{name: f"known.{name}" for name in door.FACTS},
        ),
        known=door.facts(
            rater="a.rater_id",
            person="person.id",
            project="project.id",
            admits_all="project.admits_all",
            # Both rows are joined already.
            languages="ARRAY(SELECT split_part(spoken, '-', 1) FROM unnest(rater.languages) spoken)",
            most_passed="project.max_skips_per_hour",
        ),
    ),
)
SUBMIT = Prepared(
    "touchstone_submit",
    _text(
        "submit.sql",
        # Statement 1 has asked what does not depend on the item, and has seen to it that this rater may go on.
        shut=door.rule(
            is_active="true",
            is_member="true",
            state="%(project_state)s::varchar",
            skills="i.skill_ids",
            language=door.LANGUAGE.format(item="i"),
            languages="%(languages)s::varchar[]",
            stopped_for="%(stopped_for)s::varchar",
            needed="%(needed)s::bigint[]",
            held="%(held)s::bigint[]",
            n_passed="%(n_passed)s::int",
            most_passed="%(most_passed)s::int",
        ),
        shown=SHOWN_SQL.format(opened="opened"),
    ),
)
