-- Where a chunk stands before it is ours. An item knows its id from here on, so that nothing has to be looked up again.
CREATE TEMP TABLE IF NOT EXISTS intake_line (
    file smallint, line bigint, prompt_digest bytea, prompt_group bytea, messages jsonb, prompt_language text,
    language text, domain text, priority smallint, skill_ids bigint[], external_id text, reference text, sources jsonb,
    attachments jsonb, warnings jsonb, meta jsonb, PRIMARY KEY (file, line)
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS intake_answer (
    file smallint, line bigint, position smallint, digest bytea, text_digest bytea, text text, model text, origin text,
    media_id bigint, meta jsonb, PRIMARY KEY (file, line, position)
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS intake_item (
    item_id bigint DEFAULT nextval(pg_get_serial_sequence('tasks_item', 'id')), file smallint, line bigint, nth smallint,
    places smallint[], digest bytea, shuffle integer, is_audit boolean, wants_id boolean, PRIMARY KEY (file, line, nth)
) ON COMMIT DELETE ROWS;
TRUNCATE intake_line, intake_answer, intake_item;
