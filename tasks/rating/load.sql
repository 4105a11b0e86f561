-- Statement 1 of a submit: who asks, and everything the rating touches, locked; the item first, as `leasing.py` does.
-- One row, or none when the assignment is not this caller's. The caller is known by a token's digest or by the login.
SELECT person.id AS user_id, person.is_active, person.role, person.is_superuser,
       token.id AS token_id, token.scopes, token.last_used_at < now() - interval '5 minutes'
           OR token.last_used_at IS NULL AS token_use_due,
       a.id, a.state, a.purpose, a.holds_slot, a.asked, a.undone_at IS NOT NULL AS undone, a.opened_at IS NOT NULL AS was_opened,
       a.open_ms + floor(extract(epoch FROM statement_timestamp() - coalesce(a.reopened_at, a.opened_at)) * 1000)::bigint AS open_ms,
       (SELECT coalesce(max(r.version), 0) FROM tasks_rating r WHERE r.assignment_id = a.id) AS n_versions,
       ({shut}) AS shut,
       a.rubric_version_id, a.guideline_version_id, a.rater_id, a.project_id, shown."order",
       known.held, known.needed, known.languages, known.stopped_for, known.n_passed, known.most_passed,
       batch.form, project.state AS project_state, project.slug, project.lease_minutes, project.tray_size,
       (SELECT v.id FROM raters_guidelineversion v
         WHERE v.guideline_id = project.guideline_id AND v.published_at IS NOT NULL
         ORDER BY v.number DESC LIMIT 1) AS guideline_now,
       item.id AS item_id, item.state AS item_state, item.wanted, item.taken, item.max_overlap,
       item.n_ratings, item.n_cannot_judge, item.tally AS counts, project.max_error
  FROM tasks_assignment a
  JOIN raters_rater rater ON rater.id = a.rater_id
  JOIN raters_user person ON person.id = rater.user_id
  JOIN tasks_presentation shown ON shown.assignment_id = a.id
  JOIN tasks_item item ON item.id = a.item_id
  JOIN tasks_batch batch ON batch.id = item.batch_id
  JOIN tasks_project project ON project.id = a.project_id
 CROSS JOIN LATERAL (SELECT {known} OFFSET 0) known
  LEFT JOIN raters_apitoken token ON token.digest = %(token)s AND token.user_id = person.id
       AND token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > now())
 WHERE a.id = %(assignment)s AND (token.id IS NOT NULL OR person.id = %(user)s)
   FOR UPDATE OF item, a
