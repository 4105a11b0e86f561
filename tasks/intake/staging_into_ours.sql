-- Rows that lines share are inserted in one order, so that two imports cannot wait for each other in a ring.
INSERT INTO tasks_prompt (project_id, digest, messages, language, "group", created_at)
SELECT DISTINCT ON (prompt_digest) %(project)s, prompt_digest, messages, prompt_language, prompt_group, now()
  FROM intake_line ORDER BY prompt_digest, file, line
    ON CONFLICT (project_id, digest) DO NOTHING;

INSERT INTO tasks_completion (prompt_id, digest, text_digest, text, model, origin, media_id, meta)
SELECT DISTINCT ON (p.id, a.digest) p.id, a.digest, a.text_digest, a.text, a.model, a.origin, a.media_id, a.meta
  FROM intake_answer a
  JOIN intake_line l ON l.file = a.file AND l.line = a.line
  JOIN tasks_prompt p ON p.project_id = %(project)s AND p.digest = l.prompt_digest
 ORDER BY p.id, a.digest
    ON CONFLICT (prompt_id, digest) DO NOTHING;

INSERT INTO tasks_item (id, project_id, batch_id, prompt_id, file, line, nth, digest, state, priority, shuffle, is_audit,
    is_gold, language, domain, skill_ids, wanted, taken, max_overlap, n_ratings, n_a, n_b, n_tie, n_both_bad,
    n_cannot_judge, n_strong_a, n_strong_b, strength_sum)
SELECT i.item_id, %(project)s, %(batch)s, p.id, i.file, i.line, i.nth, i.digest, 'open', l.priority, i.shuffle,
       i.is_audit, false, l.language, l.domain, l.skill_ids, %(wanted)s, 0, %(max_overlap)s, 0, 0, 0, 0, 0, 0, 0, 0, 0
  FROM intake_item i
  JOIN intake_line l ON l.file = i.file AND l.line = i.line
  JOIN tasks_prompt p ON p.project_id = %(project)s AND p.digest = l.prompt_digest
 ORDER BY i.item_id;

INSERT INTO tasks_itemcompletion (item_id, position, completion_id)
SELECT i.item_id, place.position - 1, c.id
  FROM intake_item i
 CROSS JOIN LATERAL unnest(i.places) WITH ORDINALITY AS place (answer, position)
  JOIN intake_line l ON l.file = i.file AND l.line = i.line
  JOIN intake_answer a ON a.file = i.file AND a.line = i.line AND a.position = place.answer
  JOIN tasks_prompt p ON p.project_id = %(project)s AND p.digest = l.prompt_digest
  JOIN tasks_completion c ON c.prompt_id = p.id AND c.digest = a.digest
 ORDER BY i.item_id, place.position;

INSERT INTO tasks_itemdetail (item_id, external_id, reference, sources, attachments, warnings, meta)
SELECT i.item_id, l.external_id, l.reference, l.sources, l.attachments, l.warnings, l.meta
  FROM intake_item i JOIN intake_line l ON l.file = i.file AND l.line = i.line
 ORDER BY i.item_id;
