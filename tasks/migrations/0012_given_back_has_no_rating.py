"""An assignment that was skipped or given back has no rating in force."""

from django.db import migrations

GIVEN_BACK = """
CREATE FUNCTION tasks_given_back_has_no_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM tasks_rating WHERE assignment_id = NEW.id AND current) THEN
        RAISE EXCEPTION 'assignment_given_back_has_no_rating: assignment % has a rating in force', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER assignment_given_back_has_no_rating AFTER UPDATE ON tasks_assignment
    FOR EACH ROW WHEN (NEW.state IN ('skipped', 'released') AND OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION tasks_given_back_has_no_rating();
"""

UNDO = """
DROP TRIGGER assignment_given_back_has_no_rating ON tasks_assignment;
DROP FUNCTION tasks_given_back_has_no_rating();
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0011_limits_of_skips_and_time")]
    operations = [migrations.RunSQL(GIVEN_BACK, UNDO)]
