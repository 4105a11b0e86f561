-- What a rater is shown of the assignment in o: its texts, their stored HTML, its pins and its draft.
-- `carried` is what the line brought besides, and null for most items.
SELECT o.id, o.item_id, o.rater_id, o.asked, o.rubric_version_id, o.lease_expires_at, o.undone_at IS NOT NULL AS undone,
       shown_project.slug, shown_batch.form, shown_as."order", shown_prompt.messages::text AS messages,
       shown_guideline.number AS guideline_number, shown_guideline.id AS guideline_id,
       shown_draft.content::text AS draft, shown_draft.revision AS draft_revision,
       (SELECT json_agg(json_build_array(c.text, html.html, html.notice, file.kind, file.content_type)
                        ORDER BY place.position)
          FROM tasks_itemcompletion place
          JOIN tasks_completion c ON c.id = place.completion_id
          LEFT JOIN tasks_renderedtext html ON html.digest = c.text_digest AND html.renderer = %(renderer)s
          LEFT JOIN tasks_media file ON file.id = c.media_id
         WHERE place.item_id = o.item_id)::text AS answers,
       (SELECT json_build_object(
                   'attachments', detail.attachments,
                   'warnings', detail.warnings,
                   'reference',
                   CASE WHEN shown_project.reference_for = 'everyone' OR shown_project.reference_for = 'experts'
                             AND EXISTS (SELECT FROM raters_rater reader JOIN raters_user person ON person.id = reader.user_id
                                          WHERE reader.id = o.rater_id AND person.role = 'expert')
                        THEN json_build_array(detail.reference, detail.sources) END)
          FROM tasks_itemdetail detail
         WHERE detail.item_id = o.item_id
           AND (detail.attachments <> '[]' OR detail.warnings <> '[]'
                OR detail.reference <> '' OR detail.sources <> '{{}}'))::text AS carried,
       coalesce(nullif(shown_item.language, ''), shown_prompt.language) AS language
  FROM {opened} o
  JOIN tasks_project shown_project ON shown_project.id = o.project_id
  JOIN tasks_item shown_item ON shown_item.id = o.item_id
  JOIN tasks_batch shown_batch ON shown_batch.id = shown_item.batch_id
  JOIN tasks_prompt shown_prompt ON shown_prompt.id = shown_item.prompt_id
  JOIN tasks_presentation shown_as ON shown_as.assignment_id = o.id
  LEFT JOIN raters_guidelineversion shown_guideline ON shown_guideline.id = o.guideline_version_id
  LEFT JOIN tasks_draft shown_draft ON shown_draft.assignment_id = o.id
