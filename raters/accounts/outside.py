"""Raters without a login: people and judging models whose ratings were made elsewhere.

Whom they stand for is kept by whoever asks for them.
"""

from __future__ import annotations

from django.db import connection

from raters.models.rater import new_pseudonym

# Two of many pseudonyms may be alike, or be somebody's already: then fewer rows come back.
INSERT = """
INSERT INTO raters_rater (pseudonym, kind, languages, created_at)
SELECT pseudonym, %(kind)s, '{}', now() FROM unnest(%(pseudonyms)s) AS drawn (pseudonym)
    ON CONFLICT (pseudonym) DO NOTHING
RETURNING id
"""


def create_raters(*, kind: str, n: int) -> list[int]:
    """Make `n` raters of a kind under pseudonyms of their own, and return their ids."""
    made: list[int] = []
    with connection.cursor() as cursor:
        while len(made) < n:
            pseudonyms = [new_pseudonym() for _ in range(n - len(made))]
            cursor.execute(INSERT, {"kind": kind, "pseudonyms": pseudonyms})
            made += [pk for (pk,) in cursor.fetchall()]
    return made
