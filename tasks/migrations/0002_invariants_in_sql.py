"""What Django cannot say of a table: insert-only ratings, the scale of scores, and the event table by trigger."""

from django.db import migrations

SCALE = """
ALTER TABLE tasks_rating ADD CONSTRAINT rating_scores_on_scale
    CHECK (0 <= ALL (array_remove(scores, NULL)) AND 100 >= ALL (array_remove(scores, NULL)));
ALTER TABLE tasks_presentation ADD CONSTRAINT presentation_order_not_empty CHECK (cardinality("order") > 0);
"""

INSERT_ONLY = """
CREATE FUNCTION tasks_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.current AND NOT NEW.current
           AND (to_jsonb(NEW) - 'current') = (to_jsonb(OLD) - 'current') THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is insert-only: a change is a new row', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER rating_insert_only BEFORE UPDATE OR DELETE ON tasks_rating
    FOR EACH ROW EXECUTE FUNCTION tasks_insert_only();
CREATE TRIGGER consensus_insert_only BEFORE UPDATE OR DELETE ON tasks_consensus
    FOR EACH ROW EXECUTE FUNCTION tasks_insert_only();

CREATE FUNCTION tasks_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE ON tasks_event
    FOR EACH ROW EXECUTE FUNCTION tasks_never_changes();
CREATE TRIGGER rubric_version_never_changes BEFORE UPDATE ON tasks_rubricversion
    FOR EACH ROW EXECUTE FUNCTION tasks_never_changes();
CREATE TRIGGER presentation_never_changes BEFORE UPDATE ON tasks_presentation
    FOR EACH ROW EXECUTE FUNCTION tasks_never_changes();
"""

EVENTS = """
CREATE FUNCTION tasks_assignment_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tasks_event (at, kind, assignment_id, item_id, rater_id, state, holds_slot)
    VALUES (clock_timestamp(), 'assignment', NEW.id, NEW.item_id, NEW.rater_id, NEW.state, NEW.holds_slot);
    RETURN NULL;
END $$;
CREATE TRIGGER assignment_event_insert AFTER INSERT ON tasks_assignment
    FOR EACH ROW EXECUTE FUNCTION tasks_assignment_event();
CREATE TRIGGER assignment_event_update AFTER UPDATE ON tasks_assignment
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.holds_slot IS DISTINCT FROM NEW.holds_slot)
    EXECUTE FUNCTION tasks_assignment_event();

CREATE FUNCTION tasks_rating_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tasks_event (at, kind, assignment_id, item_id, rater_id, state, holds_slot, version)
    VALUES (clock_timestamp(), 'rating', NEW.assignment_id, NEW.item_id, NEW.rater_id,
            CASE WHEN NEW.current THEN 'current' ELSE 'superseded' END, NOT NEW.surplus, NEW.version);
    RETURN NULL;
END $$;
CREATE TRIGGER rating_event AFTER INSERT OR UPDATE ON tasks_rating
    FOR EACH ROW EXECUTE FUNCTION tasks_rating_event();
"""

TUNING = """
ALTER TABLE tasks_item SET (fillfactor = 80);
ALTER TABLE tasks_assignment SET (fillfactor = 80);
"""

UNDO = """
DROP TRIGGER rating_event ON tasks_rating;
DROP FUNCTION tasks_rating_event();
DROP TRIGGER assignment_event_update ON tasks_assignment;
DROP TRIGGER assignment_event_insert ON tasks_assignment;
DROP FUNCTION tasks_assignment_event();
DROP TRIGGER presentation_never_changes ON tasks_presentation;
DROP TRIGGER rubric_version_never_changes ON tasks_rubricversion;
DROP TRIGGER event_never_changes ON tasks_event;
DROP FUNCTION tasks_never_changes();
DROP TRIGGER consensus_insert_only ON tasks_consensus;
DROP TRIGGER rating_insert_only ON tasks_rating;
DROP FUNCTION tasks_insert_only();
ALTER TABLE tasks_presentation DROP CONSTRAINT presentation_order_not_empty;
ALTER TABLE tasks_rating DROP CONSTRAINT rating_scores_on_scale;
ALTER TABLE tasks_item RESET (fillfactor);
ALTER TABLE tasks_assignment RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_life_of_an_item")]
    operations = [migrations.RunSQL(SCALE + INSERT_ONLY + EVENTS + TUNING, UNDO)]
