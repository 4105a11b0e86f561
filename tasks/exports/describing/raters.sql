-- Who rated a selection, counted as they are now (kinds, languages, skills), and by which rubrics.
WITH rated AS MATERIALIZED (
    SELECT DISTINCT r.rater_id, r.rubric_version_id
      FROM tasks_exportitem e CROSS JOIN LATERAL unnest(e.rating_ids) AS one (id) JOIN tasks_rating r ON r.id = one.id
     WHERE e.export_id = %(export)s
), taking_part AS (
    SELECT p.id, p.kind, p.languages FROM raters_rater p WHERE p.id IN (SELECT rater_id FROM rated)
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
       (SELECT coalesce(json_object_agg(name, raters ORDER BY name), '{}') FROM of_skill),
       (SELECT coalesce(array_agg(DISTINCT rubric_version_id), '{}') FROM rated)
