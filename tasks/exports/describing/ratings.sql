-- What the ratings of a frozen selection say in numbers: of raters, time, sides, and how the items were rated.
-- `strength` is as the rating's own item has its answers; `said` as the item that stands for it and its repeats has them.
WITH rated AS MATERIALIZED (
    SELECT e.item_id, r.rater_id, r.strength, r.verdict, r.active_ms, r.submitted_at,
           CASE WHEN e.merged -> 'orders' -> r.item_id::text ->> 0 = '1' THEN -r.strength ELSE r.strength END AS said,
           CASE WHEN cardinality(p."order") = 2 THEN p."order"[1] END AS on_left
      FROM tasks_exportitem e
     CROSS JOIN LATERAL unnest(e.rating_ids) AS one (id)
      JOIN tasks_rating r ON r.id = one.id
      LEFT JOIN tasks_presentation p ON p.assignment_id = r.assignment_id
     WHERE e.export_id = %(export)s
), of_rater AS (
    SELECT count(*) AS n FROM rated GROUP BY rater_id
), of_item AS (
    SELECT ARRAY[count(*) FILTER (WHERE said = -3), count(*) FILTER (WHERE said = -2),
                 count(*) FILTER (WHERE said = -1), count(*) FILTER (WHERE said = 0),
                 count(*) FILTER (WHERE said = 1), count(*) FILTER (WHERE said = 2),
                 count(*) FILTER (WHERE said = 3), count(*) FILTER (WHERE verdict = 'both_bad')] AS counts
      FROM rated WHERE said IS NOT NULL OR verdict = 'both_bad' GROUP BY item_id
), pattern AS (
    SELECT counts, count(*) AS items FROM of_item GROUP BY counts
)
SELECT (SELECT coalesce(json_agg(n ORDER BY n DESC), '[]') FROM of_rater) AS of_raters,
       (SELECT coalesce(json_agg(counts ORDER BY counts), '[]') FROM pattern) AS counts,
       (SELECT coalesce(json_agg(items ORDER BY counts), '[]') FROM pattern) AS items,
       to_char(min(submitted_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS first,
       to_char(max(submitted_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS last,
       count(*) FILTER (WHERE active_ms > 0) AS timed,
       coalesce(sum(active_ms), 0)::bigint AS active_ms,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY active_ms) FILTER (WHERE active_ms > 0) AS median_ms,
       count(*) FILTER (WHERE strength <> 0) AS sided,
       count(*) FILTER (WHERE strength <> 0 AND on_left IS NULL) AS side_unknown,
       count(*) FILTER (WHERE strength < 0 AND on_left = 0 OR strength > 0 AND on_left = 1) AS left_won
  FROM rated
