-- Staged items that have the content of another: the project's, or else the first of the chunk. A failed batch is
-- uploaded again, so its items make nobody's line a repeat. The LIMIT keeps it one look-up by digest for each item,
-- however many the project has.
ANALYZE intake_line, intake_answer, intake_item;

SELECT file, line, nth, item_id, coalesce(earlier, first) FROM (
    SELECT i.file, i.line, i.nth, i.item_id, found.id AS earlier,
           first_value(i.item_id) OVER (PARTITION BY i.digest ORDER BY i.file, i.line, i.nth) AS first
      FROM intake_item i
      LEFT JOIN LATERAL (
          SELECT ours.id FROM tasks_item ours JOIN tasks_batch b ON b.id = ours.batch_id
           WHERE ours.project_id = %(project)s AND ours.digest = i.digest AND b.status <> 'failed' LIMIT 1
      ) found ON true
) numbered
WHERE earlier IS NOT NULL OR item_id <> first
ORDER BY file, line, nth;
