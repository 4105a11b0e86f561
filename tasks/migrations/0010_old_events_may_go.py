"""The event table stays append-only, but for rows older than 30 days in a transaction that says that it prunes."""

from django.db import migrations

ALLOW = """
CREATE FUNCTION tasks_event_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '30 days'
       AND current_setting('touchstone.prunes_events', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER event_never_changes ON tasks_event;
CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE ON tasks_event
    FOR EACH ROW EXECUTE FUNCTION tasks_event_never_changes();
"""
FORBID = """
DROP TRIGGER event_never_changes ON tasks_event;
CREATE TRIGGER event_never_changes BEFORE UPDATE OR DELETE ON tasks_event
    FOR EACH ROW EXECUTE FUNCTION tasks_never_changes();
DROP FUNCTION tasks_event_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0009_heartbeats")]
    operations = [migrations.RunSQL(ALLOW, FORBID)]
