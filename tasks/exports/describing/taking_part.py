"""Who rated a selection, by what they are now: counted when it is frozen, because people change."""

from __future__ import annotations

from pathlib import Path

from django.db import connection

RATERS = Path(__file__).with_name("raters.sql").read_text()


def raters(export_id: int) -> tuple[dict[str, dict[str, int]], list[int]]:
    """Count who rated a selection by what they are now, to be frozen; and return the rubrics that they rated by."""
    with connection.cursor() as cursor:
        cursor.execute(RATERS, {"export": export_id})
        kinds, languages, skills, rubrics = cursor.fetchone()
    return {"kinds": kinds, "languages": languages, "skills": skills}, rubrics
