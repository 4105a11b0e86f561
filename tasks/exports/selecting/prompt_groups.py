"""Which prompts must not be parted by a split: those of one conversation root, near duplicates, and what these join.

The groups stand in temporary tables of the transaction: `group_of_prompt` (prompt, own, root) for each prompt of
the project, and `group_root` (root, digest, is_evaluation) for each group. `root` is the smallest label of a group and
names it in the transaction only; `digest`, the own group of its smallest prompt, names it for ever.
"""

from __future__ import annotations

from django.db import connection

BEGIN = """
DROP TABLE IF EXISTS pg_temp.group_of_prompt, pg_temp.group_root;
CREATE TEMPORARY TABLE group_of_prompt ON COMMIT DROP AS
SELECT id AS prompt, "group" AS own, coalesce(near_group, id) AS near, coalesce(near_group, id) AS root
  FROM tasks_prompt WHERE project_id = %(project)s;
ANALYZE group_of_prompt;
"""
# Where every prompt has been compared the first finds nothing: near duplicates hold the prompts of one root already.
JOIN_BY = """
UPDATE group_of_prompt one SET root = joined.root
  FROM (SELECT {key}, min(root) AS root FROM group_of_prompt GROUP BY {key} HAVING min(root) < max(root)) AS joined
 WHERE one.{key} = joined.{key} AND one.root > joined.root
"""
END = """
CREATE TEMPORARY TABLE group_root ON COMMIT DROP AS
SELECT root, own AS digest,
       root IN (SELECT g.root FROM group_of_prompt g JOIN tasks_evaluationgroup e ON e.digest = g.own
                 WHERE e.project_id = %(project)s) AS is_evaluation
  FROM (SELECT DISTINCT ON (root) root, own FROM group_of_prompt ORDER BY root, prompt) AS first;
ANALYZE group_of_prompt;
ANALYZE group_root;
"""


def gather(project_id: int) -> None:
    """Make the tables of a project's groups, which live as long as the transaction."""
    given = {"project": project_id}
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, given)
        while _joined(cursor, "own") and _joined(cursor, "near"):
            pass
        cursor.execute(END, given)


def _joined(cursor: object, key: str) -> int:
    cursor.execute(JOIN_BY.format(key=key))  # type: ignore[attr-defined]
    n: int = cursor.rowcount  # type: ignore[attr-defined]
    return n
