-- What the items of a frozen selection say in numbers: overlap, coverage, confidence, and the lengths of two answers.
-- Logarithms and strengths are whole ten-thousandths, so that their sums do not depend on the order of the rows.
WITH chosen AS MATERIALIZED (
    SELECT e.item_id, cardinality(e.rating_ids) AS n_ratings, e.confidence, e.strength,
           coalesce(e.merged ->> 'label', c.label) AS label, i.domain, i.language
      FROM tasks_exportitem e
      JOIN tasks_item i ON i.id = e.item_id
      JOIN tasks_consensus c ON c.id = e.consensus_id
     WHERE e.export_id = %(export)s
), pair AS MATERIALIZED (
    SELECT h.label, h.strength, char_length(a.text) AS first, char_length(b.text) AS second
      FROM chosen h
      JOIN tasks_itemcompletion one ON one.item_id = h.item_id AND one.position = 0
      JOIN tasks_completion a ON a.id = one.completion_id
      JOIN tasks_itemcompletion two ON two.item_id = h.item_id AND two.position = 1
      JOIN tasks_completion b ON b.id = two.completion_id
     WHERE NOT EXISTS (SELECT FROM tasks_itemcompletion m WHERE m.item_id = h.item_id AND m.position = 2)
), decided AS (
    SELECT width_bucket(greatest(first, second)::numeric / least(first, second), %(ratios)s::numeric[]) AS bin,
           count(*) AS items, count(*) FILTER (WHERE (first > second) = (label = 'a')) AS longer_won
      FROM pair WHERE label IN ('a', 'b') AND first > 0 AND second > 0 AND first <> second GROUP BY bin
), slope AS (
    SELECT round(ln(second::float8 / first) * 10000)::bigint AS x, round(strength * 10000)::bigint AS y
      FROM pair WHERE first > 0 AND second > 0 AND strength IS NOT NULL
), sure AS (
    SELECT least(floor(confidence::numeric * %(bins)s)::int, %(bins)s - 1) AS bin, count(*) AS items
      FROM chosen WHERE confidence IS NOT NULL GROUP BY bin
), overlap AS (
    SELECT n_ratings, count(*) AS items FROM chosen GROUP BY n_ratings
), of_domain AS (
    SELECT domain, count(*) AS items FROM chosen GROUP BY domain
), of_language AS (
    SELECT language, count(*) AS items FROM chosen GROUP BY language
)
SELECT (SELECT coalesce(json_agg(json_build_object('ratings', n_ratings, 'items', items) ORDER BY n_ratings), '[]')
          FROM overlap) AS overlap,
       (SELECT coalesce(json_agg(json_build_array(domain, items) ORDER BY items DESC, domain COLLATE "C"), '[]')
          FROM of_domain) AS domains,
       (SELECT coalesce(json_agg(json_build_array(language, items) ORDER BY items DESC, language COLLATE "C"), '[]')
          FROM of_language) AS languages,
       (SELECT coalesce(json_agg(json_build_array(bin, items) ORDER BY bin), '[]') FROM sure) AS sure,
       (SELECT coalesce(json_agg(json_build_array(bin, items, longer_won) ORDER BY bin), '[]')
          FROM decided) AS decided,
       (SELECT json_build_array(count(*), sum(x), sum(y), sum(x * x), sum(y * y), sum(x * y)) FROM slope) AS slope,
       (SELECT count(*) FROM pair WHERE label IN ('a', 'b')) AS pairs,
       (SELECT count(*) FROM pair WHERE label IN ('a', 'b') AND first = second AND first > 0) AS equal,
       (SELECT count(*) FROM pair WHERE label IN ('a', 'b') AND least(first, second) = 0) AS empty
