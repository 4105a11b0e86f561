"""A published guideline version and an acknowledgement never change; who published it may be erased."""

from django.db import migrations

GUARD = """
CREATE FUNCTION raters_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'raters_guidelineversion' THEN
        -- Erasing a user takes the name off the version.
        IF (to_jsonb(NEW) ->> 'created_by_id') IS NULL
           AND (to_jsonb(NEW) - 'created_by_id') = (to_jsonb(OLD) - 'created_by_id') THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER guideline_version_never_changes BEFORE UPDATE OR DELETE ON raters_guidelineversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION raters_never_changes();
CREATE TRIGGER acknowledgement_never_changes BEFORE UPDATE OR DELETE ON raters_acknowledgement
    FOR EACH ROW EXECUTE FUNCTION raters_never_changes();
"""

UNDO = """
DROP TRIGGER acknowledgement_never_changes ON raters_acknowledgement;
DROP TRIGGER guideline_version_never_changes ON raters_guidelineversion;
DROP FUNCTION raters_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("raters", "0006_old_links_and_sessions_end")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
