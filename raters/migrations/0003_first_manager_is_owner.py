"""Existing installations: `bootstrap` made the first manager, who becomes the owner. Data only."""

from django.db import migrations

OWNER = """
UPDATE raters_user SET is_owner = true
WHERE id = (SELECT min(id) FROM raters_user WHERE role = 'manager' AND is_active)
"""


class Migration(migrations.Migration):
    dependencies = [("raters", "0002_owner_of_the_installation")]
    operations = [migrations.RunSQL(OWNER, migrations.RunSQL.noop)]
