-- When a rater passed items of a project on within the last hour: skipped, gave back, or could not judge.
-- The places in braces are SQL expressions of the statement that asks: rater, project. What was taken back by undo and
-- rated otherwise counts no more; a skip counts also after it was taken back.
SELECT passed.at
  FROM tasks_event passed JOIN tasks_assignment passed_on ON passed_on.id = passed.assignment_id
 WHERE passed.rater_id = {rater} AND passed_on.project_id = {project} AND passed.kind = 'assignment'
   AND passed.state IN ('skipped', 'released') AND passed.at > statement_timestamp() - interval '1 hour'
 UNION ALL
SELECT unjudged.submitted_at
  FROM tasks_rating unjudged
 WHERE unjudged.rater_id = {rater} AND unjudged.project_id = {project} AND unjudged.verdict = 'cannot_judge'
   AND unjudged.current AND unjudged.submitted_at > statement_timestamp() - interval '1 hour'
