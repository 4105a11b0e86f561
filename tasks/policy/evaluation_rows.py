"""The rows of an evaluation set, in SQL: what may be drawn, what is drawn, and how often its items are rated.

The prompt groups stand in the tables of `tasks.exports.selecting.prompt_groups`, in the caller's transaction. A group
may be drawn while all its items are open and unrated.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from tasks.models import Batch

OVERLAP = 5

COUNT = """
DROP TABLE IF EXISTS pg_temp.group_to_draw, pg_temp.drawn_group, pg_temp.drawn_item;
CREATE TEMPORARY TABLE group_to_draw ON COMMIT DROP AS
SELECT r.root, r.digest, r.is_evaluation, bool_and(i.state = 'open' AND i.n_ratings = 0) AS is_unrated
  FROM group_root r JOIN group_of_prompt g ON g.root = r.root JOIN tasks_item i ON i.prompt_id = g.prompt
  JOIN tasks_batch b ON b.id = i.batch_id
 WHERE NOT i.is_gold AND i.state <> 'withdrawn' AND b.status <> ALL(%(lost)s)
 GROUP BY r.root, r.digest, r.is_evaluation;
SELECT count(*), count(*) FILTER (WHERE is_evaluation), count(*) FILTER (WHERE is_unrated AND NOT is_evaluation)
  FROM group_to_draw
"""
CHOOSE = """
CREATE TEMPORARY TABLE drawn_group ON COMMIT DROP AS
SELECT root, digest FROM group_to_draw WHERE is_unrated AND NOT is_evaluation
 ORDER BY sha256(convert_to(%(salt)s, 'UTF8') || digest) LIMIT %(n)s
"""
ITEMS = """
CREATE TEMPORARY TABLE drawn_item ON COMMIT DROP AS
SELECT i.id FROM tasks_item i JOIN group_of_prompt g ON g.prompt = i.prompt_id JOIN drawn_group d ON d.root = g.root
 WHERE NOT i.is_gold AND i.state <> 'withdrawn';
SELECT count(*), coalesce(sum(greatest(%(overlap)s, max_overlap) - wanted), 0)
  FROM tasks_item WHERE id IN (SELECT id FROM drawn_item)
"""
LOCK = """
SELECT bool_or(n_ratings > 0) FROM (
    SELECT n_ratings FROM tasks_item WHERE id IN (SELECT id FROM drawn_item) ORDER BY id FOR NO KEY UPDATE) AS locked
"""
WRITE_GROUPS = """
INSERT INTO tasks_evaluationgroup (project_id, digest, root, drawn_by_id)
SELECT DISTINCT %(project)s::bigint, g.own, d.digest, %(by)s::bigint
  FROM drawn_group d JOIN group_of_prompt g ON g.root = d.root
"""
WRITE_ITEMS = """
UPDATE tasks_item SET wanted = greatest(%(overlap)s, max_overlap), max_overlap = greatest(%(overlap)s, max_overlap)
 WHERE id IN (SELECT id FROM drawn_item)
"""
STANDING = """
SELECT (SELECT count(DISTINCT root) FROM tasks_evaluationgroup WHERE project_id = %(project)s), count(i.id),
       count(i.id) FILTER (WHERE i.n_ratings > 0), count(i.id) FILTER (WHERE i.state <> 'open'),
       (SELECT max(drawn_at) FROM tasks_evaluationgroup WHERE project_id = %(project)s)
  FROM tasks_evaluationgroup e JOIN tasks_prompt p ON p.project_id = e.project_id AND p."group" = e.digest
  JOIN tasks_item i ON i.prompt_id = p.id AND NOT i.is_gold AND i.state <> 'withdrawn'
 WHERE e.project_id = %(project)s
"""


def counted(cursor: Any) -> tuple[int, int, int]:
    """Count a project's groups that have items, those in the set, and those that may be drawn."""
    cursor.execute(COUNT, {"lost": list(Batch.LOST)})
    n_all, n_in, n_free = cursor.fetchone()
    return n_all, n_in, n_free


def choose(cursor: Any, *, seed: int, n: int) -> tuple[int, int]:
    """Choose so many groups; return their items, and how many ratings more these will want."""
    cursor.execute(CHOOSE, {"salt": f"evaluation {seed} ", "n": n})
    cursor.execute(ITEMS, {"overlap": OVERLAP})
    items, ratings = cursor.fetchone()
    return items, ratings


def is_rated() -> bool:
    """Lock the items of the chosen groups, and tell whether one of them has been rated since they were chosen."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        (found,) = cursor.fetchone()
    return bool(found)


def write(project_id: int, by: int | None) -> None:
    """Write the chosen groups into the set, and how often their items are rated."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE_GROUPS, {"project": project_id, "by": by})
        cursor.execute(WRITE_ITEMS, {"overlap": OVERLAP})


def standing(project_id: int) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"project": project_id})
        found: tuple[Any, ...] = cursor.fetchone()
    return found
