-- The label of an open item that this rating has decided, as its new current row.
INSERT INTO tasks_consensus (
    item_id, number, current, method, method_version, state, label, detail, n_ratings, decided_at)
SELECT %(item)s::bigint, coalesce(max(number), 0) + 1, true, %(method)s::varchar, %(method_version)s::smallint,
       %(state)s::varchar, %(label)s::varchar, %(detail)s::jsonb, %(n_ratings)s::integer, %(decided_at)s::timestamptz
  FROM tasks_consensus
 WHERE item_id = %(item)s
