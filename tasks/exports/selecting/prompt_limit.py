"""How many items of one prompt group an export keeps: the most rated, of these the surest, of these the first.

Items are counted, whatever a format makes of them: a ranking of four answers is one item and may be six pairs.
"""

from __future__ import annotations

from django.db import connection

from tasks.exports.policy import Policy
from tasks.models import Export

LEAVE_OUT = """
DELETE FROM tasks_exportitem WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (
                   PARTITION BY "group" ORDER BY cardinality(rating_ids) DESC, confidence DESC NULLS LAST, item_id
               ) AS place
          FROM tasks_exportitem WHERE export_id = %(export)s) AS placed
     WHERE place > %(most)s)
"""


def keep_the_best(export: Export, policy: Policy) -> int:
    """Leave out what is too many of a prompt group, and return how many items that were."""
    if policy.max_pairs_per_prompt is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(LEAVE_OUT, {"export": export.pk, "most": policy.max_pairs_per_prompt})
        n: int = cursor.rowcount
    return n
