"""Accounts that only the command line or an owner let in have a proved address; others prove theirs by a reset.

Accounts that are closed today were closed by an owner or by command, since no manager could do it. Data only.
"""

from django.db import migrations

PROVED = """
UPDATE raters_user SET email_proved_at = now()
 WHERE password NOT LIKE '!%' AND NOT EXISTS (
       SELECT FROM raters_invitation JOIN raters_user AS maker ON maker.id = created_by_id
        WHERE user_id = raters_user.id AND NOT maker.is_owner AND NOT maker.is_superuser)
"""
CLOSED = "UPDATE raters_user SET closed_by_owner = true WHERE NOT is_active"


class Migration(migrations.Migration):
    dependencies = [("raters", "0008_proved_addresses")]
    operations = [
        migrations.RunSQL(PROVED, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSED, migrations.RunSQL.noop),
    ]
