"""What an export has that the one before it had not, and the other way round.

Compared are the frozen selections of two exports of one project, format and policy, so that the numbers can be derived
again as long as both stand.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from tasks.exports import encoding
from tasks.models import Export

COMPARE = """
WITH sides AS (
    SELECT e.export_id, e.item_id, e.split, coalesce(e.merged ->> 'label', c.label) AS label,
           coalesce(e.merged -> 'detail', c.detail) AS detail
      FROM tasks_exportitem e JOIN tasks_consensus c ON c.id = e.consensus_id
     WHERE e.export_id IN (%(before)s, %(after)s)
)
SELECT count(*) FILTER (WHERE b.item_id IS NULL), count(*) FILTER (WHERE a.item_id IS NULL),
       count(*) FILTER (WHERE (a.label, a.detail) <> (b.label, b.detail)), count(*) FILTER (WHERE a.split <> b.split)
  FROM (SELECT * FROM sides WHERE export_id = %(before)s) AS b
  FULL JOIN (SELECT * FROM sides WHERE export_id = %(after)s) AS a USING (item_id)
"""


def since(export: Export) -> dict[str, Any] | None:
    """Compare an export whose selection is frozen with the one before it; None for the first of its kind."""
    earlier = Export.objects.filter(
        project=export.project_id,
        format=export.format,
        policy=export.policy,
        status=Export.Status.READY,
        pk__lt=export.pk,
    )
    before = earlier.order_by("-pk").first()
    return compared(before, export) if before else None


def compared(before: Export, after: Export) -> dict[str, Any]:
    """Count items that came, went, have another label, and stand in another split."""
    with connection.cursor() as cursor:
        cursor.execute(COMPARE, {"before": before.pk, "after": after.pk})
        added, gone, changed, moved = cursor.fetchone()
    cut_off = encoding.instant(before.selected_at) if before.selected_at else None
    found = {"added": added, "changed": changed, "gone": gone, "moved": moved}
    return {"export": str(before.pk), "cut_off": cut_off} | found


def again(export: Export) -> dict[str, Any] | None:
    """Compare with the export that the manifest names, as long as there is one."""
    told = (export.manifest or {}).get("since")
    before = Export.objects.filter(pk=int(told["export"])).first() if told else None
    return compared(before, export) if before else None
