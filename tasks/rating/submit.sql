-- Statement 2 of a submit: writes the rating and what follows from it, and opens the next assignment of the tray.
-- What stands at "shut" is the rule of `tasks/assignment/door.sql` for the next item.
-- The state of a reserved assignment is a parameter, so that no partial index of states can be used: the one of live
-- assignments does not begin with the rater, and was read from end to end, everybody's trays, at each submit.
-- Every row is touched by one part at most: a second update of a row in one statement would be lost silently.
WITH rated AS (
    INSERT INTO tasks_rating (
        assignment_id, version, current, project_id, item_id, rater_id, rubric_version_id, guideline_version_id, asked,
        strength, verdict, scores, rationale, reasons, marks, clauses, tags, rewrite, confidence, flags, answers,
        independent, surplus, active_ms, idempotency_key, body_digest, submitted_at)
    VALUES (
        %(assignment)s, %(version)s, true, %(project)s, %(item)s, %(rater)s, %(rubric)s, %(guideline)s, %(asked)s::varchar[],
        %(strength)s, %(verdict)s, %(scores)s::smallint[], %(rationale)s, %(reasons)s::varchar[], %(marks)s::jsonb,
        %(clauses)s::bigint[],
        %(tags)s::jsonb, %(rewrite)s::jsonb, %(confidence)s, %(flags)s::varchar[], %(answers)s::jsonb,
        true, %(surplus)s, %(active_ms)s, %(key)s, %(body)s, now())
    RETURNING id, submitted_at
), closed AS (
    UPDATE tasks_assignment
       SET state = 'submitted', holds_slot = %(holds_slot)s, submitted_at = now(), undone_at = NULL
     WHERE id = %(assignment)s
), tallied AS (
    UPDATE tasks_item
       SET state = %(item_state)s, wanted = %(wanted)s, taken = %(taken)s, n_ratings = %(n_ratings)s,
           n_cannot_judge = %(n_cannot_judge)s, tally = %(tally)s::jsonb
     WHERE id = %(item)s
), weighed AS (
    INSERT INTO tasks_posterior (item_id, n_ratings, method, method_version, probabilities, errors, confidence, strength,
                                 margin, agreement, evidence, updated_at)
    SELECT %(item)s, %(n_ratings)s, %(label_method)s::varchar, %(label_method_version)s::smallint,
           %(label_probabilities)s::jsonb, %(label_errors)s::jsonb, %(label_confidence)s::float,
           %(label_strength)s::float, %(label_margin)s::float, %(label_agreement)s::float, '{}', now()
     WHERE %(weighs)s::boolean
        ON CONFLICT (item_id) DO UPDATE
       SET n_ratings = excluded.n_ratings, fit_id = NULL, method = excluded.method,
           method_version = excluded.method_version, probabilities = excluded.probabilities, errors = excluded.errors,
           confidence = excluded.confidence, strength = excluded.strength, margin = excluded.margin,
           agreement = excluded.agreement, evidence = excluded.evidence, updated_at = excluded.updated_at
), forgotten AS (
    DELETE FROM tasks_draft WHERE assignment_id = %(assignment)s
), reserved AS (
    SELECT a.id
      FROM tasks_assignment a
      JOIN tasks_item i ON i.id = a.item_id
      JOIN tasks_batch b ON b.id = i.batch_id
     WHERE a.rater_id = %(rater)s AND a.project_id = %(project)s AND a.state = %(reserved)s::varchar
       AND a.lease_expires_at > now() AND i.state = 'open' AND b.status = 'open' AND ({shut}) IS NULL
       AND NOT EXISTS (SELECT FROM tasks_assignment busy
                        WHERE busy.rater_id = %(rater)s AND busy.project_id = %(project)s AND busy.state = 'open'
                          AND busy.lease_expires_at > now() AND busy.id <> %(assignment)s)
     ORDER BY a.id
     LIMIT 1
       FOR UPDATE OF a SKIP LOCKED
), opened AS (
    UPDATE tasks_assignment a
       SET state = 'open', opened_at = now(), lease_expires_at = now() + make_interval(mins => %(lease_minutes)s),
           guideline_version_id = %(guideline_now)s
     WHERE a.id = (SELECT id FROM reserved)
    RETURNING a.*
), low AS (
    UPDATE tasks_tray SET due_at = now(), asked_at = now()
     WHERE project_id = %(project)s AND rater_id = %(rater)s AND due_at IS NULL
       AND NOT EXISTS (SELECT FROM tasks_assignment waiting
                        WHERE waiting.rater_id = %(rater)s AND waiting.project_id = %(project)s
                          AND waiting.state = %(reserved)s::varchar
                       OFFSET %(tray_size)s / 4 + 1)
    RETURNING id
)
SELECT rated.id AS rating, rated.submitted_at, EXISTS (SELECT FROM low) AS tray_is_low, shown.*
  FROM rated LEFT JOIN ({shown}) shown ON true
