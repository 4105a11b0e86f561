-- Items with all that hangs on them, and the prompts and completions that nothing else shows.
DELETE FROM tasks_presentation p USING tasks_assignment a WHERE a.id = p.assignment_id AND a.item_id = ANY(%(items)s);
DELETE FROM tasks_draft d USING tasks_assignment a WHERE a.id = d.assignment_id AND a.item_id = ANY(%(items)s);
DELETE FROM tasks_assignment WHERE item_id = ANY(%(items)s);
DELETE FROM tasks_gold WHERE item_id = ANY(%(items)s);
DELETE FROM tasks_itemdetail WHERE item_id = ANY(%(items)s);
DELETE FROM tasks_itemcompletion WHERE item_id = ANY(%(items)s);
DELETE FROM tasks_item WHERE id = ANY(%(items)s);
DELETE FROM tasks_completion c WHERE c.prompt_id = ANY(%(prompts)s)
   AND NOT EXISTS (SELECT FROM tasks_itemcompletion place WHERE place.completion_id = c.id);
DELETE FROM tasks_prompt p WHERE p.id = ANY(%(prompts)s)
   AND NOT EXISTS (SELECT FROM tasks_item item WHERE item.prompt_id = p.id)
   AND NOT EXISTS (SELECT FROM tasks_completion c WHERE c.prompt_id = p.id);
