-- The one rule of who may be given, may open and may submit an item: null when nothing stands against it, else why not.
-- The places in braces are SQL expressions of the statement that asks: rater, person (a user's id), is_active, project,
-- state and admits_all of the project, the skills that the item needs, what the rater passed on within the hour (unrated)
-- and 1 for what the statement itself stores of it (passes_on). Grants are held against the database's clock.
-- What is open already may be finished under the last two reasons. Skips stop at the limit by themselves; a rating that
-- could not judge is always taken, and beyond the limit nothing more is given until the hour allows it.
CASE WHEN {state} = 'closed' THEN 'closed'
     WHEN {is_active} IS NOT TRUE THEN 'inactive'
     WHEN NOT {admits_all}
          AND NOT EXISTS (SELECT FROM tasks_membership m WHERE m.user_id = {person} AND m.project_id = {project})
         THEN 'not_member'
     WHEN ({skills} <> '{{}}' OR EXISTS (SELECT FROM tasks_project_skills n WHERE n.project_id = {project}))
          AND NOT {skills} || ARRAY(SELECT n.skill_id FROM tasks_project_skills n WHERE n.project_id = {project})
                  <@ ARRAY(SELECT g.skill_id FROM raters_grant g
                            WHERE g.rater_id = {rater} AND g.revoked_at IS NULL
                              AND (g.expires_at IS NULL OR g.expires_at > now()))
         THEN 'not_qualified'
     WHEN {state} <> 'open' THEN {state}
     WHEN {passes_on} + (SELECT count(*) FROM ({unrated}) passed_on)
          > (SELECT p.max_skips_per_hour FROM tasks_project p WHERE p.id = {project})
         THEN 'too_many_skips'
END
