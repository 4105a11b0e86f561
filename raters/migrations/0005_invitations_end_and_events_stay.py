"""Any password set ends the invitations of its user; a security event is never changed, nor deleted while young."""

from django.db import migrations

INVITATIONS = """
CREATE FUNCTION raters_password_ends_invitations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE raters_invitation SET used_at = clock_timestamp() WHERE user_id = NEW.id AND used_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER user_password_ends_invitations AFTER UPDATE OF password ON raters_user
    FOR EACH ROW WHEN (NEW.password IS DISTINCT FROM OLD.password AND NEW.password NOT LIKE '!%')
    EXECUTE FUNCTION raters_password_ends_invitations();
"""

EVENTS = """
CREATE FUNCTION raters_security_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '180 days' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'a security event is only inserted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER security_event_stays BEFORE UPDATE OR DELETE ON raters_securityevent
    FOR EACH ROW EXECUTE FUNCTION raters_security_event_stays();
"""

BACK = """
DROP TRIGGER user_password_ends_invitations ON raters_user;
DROP FUNCTION raters_password_ends_invitations();
DROP TRIGGER security_event_stays ON raters_securityevent;
DROP FUNCTION raters_security_event_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("raters", "0004_sessions_and_security_events")]
    operations = [migrations.RunSQL([INVITATIONS, EVENTS], BACK)]
