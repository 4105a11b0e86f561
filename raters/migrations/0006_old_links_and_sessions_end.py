"""Invitations beside a password end, as they would today, and so do sessions of the table used before. Data only."""

from django.db import migrations

INVITATIONS = """
UPDATE raters_invitation SET used_at = now()
 WHERE used_at IS NULL AND user_id IN (SELECT id FROM raters_user WHERE password NOT LIKE '!%')
"""
SESSIONS = "DELETE FROM django_session"


class Migration(migrations.Migration):
    dependencies = [
        ("sessions", "0001_initial"),
        ("raters", "0005_invitations_end_and_events_stay"),
    ]
    operations = [
        migrations.RunSQL(INVITATIONS, migrations.RunSQL.noop),
        migrations.RunSQL(SESSIONS, migrations.RunSQL.noop),
    ]
