-- Marks the pairs of a selection whose texts are the same but for line ends and white space at both ends.
UPDATE tasks_exportitem e
   SET alike = CASE WHEN a.media_id IS DISTINCT FROM b.media_id THEN 'media'
                    WHEN one.shown = '' AND a.media_id IS NULL THEN 'empty'
                    ELSE 'equal' END
  FROM tasks_itemcompletion first
  JOIN tasks_completion a ON a.id = first.completion_id
  JOIN tasks_itemcompletion second ON second.item_id = first.item_id AND second.position = 1
  JOIN tasks_completion b ON b.id = second.completion_id
 CROSS JOIN LATERAL (SELECT btrim(replace(replace(a.text, E'\r\n', E'\n'), E'\r', E'\n'), %(spaces)s)) one (shown)
 CROSS JOIN LATERAL (SELECT btrim(replace(replace(b.text, E'\r\n', E'\n'), E'\r', E'\n'), %(spaces)s)) two (shown)
 WHERE e.export_id = %(export)s AND first.item_id = e.item_id AND first.position = 0
   AND NOT EXISTS (SELECT FROM tasks_itemcompletion third WHERE third.item_id = e.item_id AND third.position = 2)
   AND one.shown = two.shown
