-- The label of an item that this rating has decided, as its new current row.
INSERT INTO tasks_consensus (
    item_id, number, current, method, method_version, state, winner, p_consensus, p_vote, p_tie, p_both_bad, strength,
    margin, agreement, n_ratings, aspects, decided_at)
SELECT %(item)s::bigint, coalesce(max(number), 0) + 1, true, %(method)s::varchar, %(method_version)s::smallint,
       %(state)s::varchar, %(winner)s::varchar, %(p_consensus)s::float, %(p_vote)s::float, %(p_tie)s::float,
       %(p_both_bad)s::float, %(strength)s::float, %(margin)s::float, %(agreement)s::float, %(n_ratings)s::integer,
       '{}'::jsonb, %(decided_at)s::timestamptz
  FROM tasks_consensus
 WHERE item_id = %(item)s
