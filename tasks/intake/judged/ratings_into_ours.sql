-- A chunk's ratings that were made elsewhere, each as an assignment that was submitted, its rating, and the order in
-- which its answers were shown where that is known. They have no renderer of ours.
WITH given AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('tasks_assignment', 'id')) AS id, coalesce(said.at, now()) AS made_at, said.*
      FROM json_to_recordset(%(rows)s) AS said (
          item bigint, rater bigint, rubric bigint, purpose text, holds_slot boolean, surplus boolean, asked text[],
          strength smallint, verdict text, scores smallint[], rationale text, answers text, active_ms integer,
          at timestamptz, shown smallint[])
), assigned AS (
    INSERT INTO tasks_assignment (
        id, project_id, item_id, rater_id, purpose, state, holds_slot, rubric_version_id, asked, skip_reason,
        n_extensions, reserved_at, opened_at, lease_expires_at, submitted_at)
    SELECT id, %(project)s, item, rater, purpose, 'submitted', holds_slot, rubric, asked, '',
           0, made_at, made_at, made_at, made_at
      FROM given
), rated AS (
    INSERT INTO tasks_rating (
        assignment_id, version, current, project_id, item_id, rater_id, rubric_version_id, asked, strength, verdict,
        scores, rationale, reasons, marks, clauses, tags, rewrite, flags, answers, independent, surplus, active_ms,
        idempotency_key, body_digest, submitted_at)
    SELECT id, 1, true, %(project)s, item, rater, rubric, asked, strength, verdict,
           scores, rationale, '{}', '[]', '{}', '{}', '{}', '{}', answers::jsonb, true, surplus, active_ms,
           '', '', made_at
      FROM given
)
INSERT INTO tasks_presentation (assignment_id, "order", renderer) SELECT id, shown, 0 FROM given WHERE shown IS NOT NULL
