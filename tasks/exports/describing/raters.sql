-- Who rated a selection, counted as it stands now: how many of each kind, and what languages and skills they have.
WITH taking_part AS MATERIALIZED (
    SELECT p.id, p.kind, p.languages FROM raters_rater p
     WHERE p.id IN (SELECT r.rater_id FROM tasks_rating r WHERE r.id IN (
           SELECT unnest(rating_ids) FROM tasks_exportitem WHERE export_id = %(export)s))
), of_kind AS (
    SELECT kind AS name, count(*) AS raters FROM taking_part GROUP BY kind
), of_language AS (
    SELECT name, count(*) AS raters FROM taking_part, unnest(languages) AS name GROUP BY name
), of_skill AS (
    SELECT s.code AS name, count(DISTINCT t.id) AS raters
      FROM taking_part t
      JOIN raters_grant g ON g.rater_id = t.id AND g.revoked_at IS NULL
                         AND (g.expires_at IS NULL OR g.expires_at > now())
      JOIN raters_skill s ON s.id = g.skill_id
     GROUP BY s.code
)
SELECT (SELECT coalesce(json_object_agg(name, raters ORDER BY name), '{}') FROM of_kind),
       (SELECT coalesce(json_object_agg(name, raters ORDER BY name), '{}') FROM of_language),
       (SELECT coalesce(json_object_agg(name, raters ORDER BY name), '{}') FROM of_skill)
