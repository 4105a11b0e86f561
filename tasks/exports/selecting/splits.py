"""Which split an item of an export is in, and which items go so that no answer stands in two.

A prompt group is in one split: SHA-256 of the project's salt and the group's digest, its first 56 bits modulo 10,000,
against the shares. Test counts from below and validation from above, so that neither moves when the other's share
changes, and a larger share keeps what the smaller one had. Groups of the evaluation set are test, whatever the shares
are. What a group is belongs to `prompt_groups`.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Count

from tasks.exports.policy import Policy
from tasks.exports.rows import SPLITS
from tasks.exports.selecting import prompt_groups
from tasks.models import Export, ExportItem, Project, Prompt

TRAIN, VALIDATION, TEST = SPLITS
BUCKETS = 10_000
# Shorter answers, such as "Yes.", are nobody's own: they may stand in two splits, and are counted.
SHORTEST_BYTES = 16

ASSIGN = """
DROP TABLE IF EXISTS pg_temp.split_of_group;
CREATE TEMPORARY TABLE split_of_group ON COMMIT DROP AS
SELECT root, digest, CASE WHEN is_evaluation OR bucket < %(test)s THEN 'test'
                          WHEN bucket >= %(validation)s THEN 'validation' ELSE 'train' END AS split
  FROM (SELECT root, digest, is_evaluation, mod(('x' || left(encode(
               sha256(convert_to(%(salt)s, 'UTF8') || digest), 'hex'), 14))::bit(56)::bigint, 10000) AS bucket
          FROM group_root) AS drawn;
ANALYZE split_of_group;
"""
# Beside a selection `s` that has `item_id`: the group of each item as `r.digest`, its split as `r.split`.
GROUPED = """
  JOIN tasks_item i ON i.id = s.item_id
  JOIN group_of_prompt g ON g.prompt = i.prompt_id JOIN split_of_group r ON r.root = g.root
"""

ANSWERS = """
DROP TABLE IF EXISTS pg_temp.export_answer;
CREATE TEMPORARY TABLE export_answer ON COMMIT DROP AS
SELECT e.item_id AS item, e.split, coalesce(m.digest, c.text_digest) AS answer,
       m.id IS NULL AND octet_length(c.text) < %(shortest)s AS is_short
  FROM tasks_exportitem e JOIN tasks_itemcompletion p ON p.item_id = e.item_id
  JOIN tasks_completion c ON c.id = p.completion_id LEFT JOIN tasks_media m ON m.id = c.media_id
 WHERE e.export_id = %(export)s AND (c.text <> '' OR m.id IS NOT NULL);
ANALYZE export_answer;
"""
LEAVE_OUT = """
DELETE FROM tasks_exportitem WHERE export_id = %(export)s AND split = ANY(%(lower)s) AND item_id IN (
    SELECT low.item FROM export_answer low WHERE NOT low.is_short AND low.answer IN (
        SELECT high.answer FROM export_answer high JOIN tasks_exportitem e ON e.item_id = high.item
         WHERE e.export_id = %(export)s AND high.split = %(higher)s AND NOT high.is_short))
"""


def assign(project: Project, policy: Policy) -> None:
    """Give each prompt group its split, in a table that lives as long as the transaction.

    The salt hangs on the project alone, so that a group's bucket is the same for ever.
    """
    given: dict[str, str | int] = {
        "salt": f"split {project.seed} ",
        "test": round(policy.test * BUCKETS / 100),
        "validation": BUCKETS - round(policy.validation * BUCKETS / 100),
    }
    prompt_groups.gather(project.pk)
    with connection.cursor() as cursor:
        cursor.execute(ASSIGN, given)


def keep_answers_apart(export: Export) -> int:
    """Leave out what holds an answer of a higher split: test is above validation, and validation above train.

    Return how many items that were.
    """
    frozen = ExportItem.objects.filter(export=export).order_by()
    if frozen.values("split").distinct().count() < 2:
        return 0
    left_out = 0
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, {"export": export.pk, "shortest": SHORTEST_BYTES})
        for higher, lower in ((TEST, [TRAIN, VALIDATION]), (VALIDATION, [TRAIN])):
            cursor.execute(LEAVE_OUT, {"export": export.pk, "higher": higher, "lower": lower})
            left_out += cursor.rowcount
    return left_out


def described(export: Export) -> dict[str, Any]:
    """Tell the manifest how many items each split has, and how many prompts were not compared with the others yet."""
    waiting = Prompt.objects.filter(project=export.project, near_group=None).count()
    return {"items": sizes(export), "prompts_not_compared": waiting}


def sizes(export: Export) -> dict[str, int]:
    """Count the items of each split."""
    frozen = ExportItem.objects.filter(export=export).order_by()
    found = dict(frozen.values_list("split").annotate(n=Count("pk")))
    return {split: found.get(split, 0) for split in SPLITS}
