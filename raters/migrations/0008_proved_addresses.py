"""An account knows whether its address is proved, and an invitation whether its link proves one.

An address that changes is not proved any more, whoever changes it. An account remembers that an owner closed it.
"""

from django.db import migrations, models

ADDRESS = """
CREATE FUNCTION raters_new_address_is_unproved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.email_proved_at := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER user_new_address_is_unproved BEFORE UPDATE OF email ON raters_user
    FOR EACH ROW WHEN (lower(NEW.email) <> lower(OLD.email)
                       AND NEW.email_proved_at IS NOT DISTINCT FROM OLD.email_proved_at)
    EXECUTE FUNCTION raters_new_address_is_unproved();
"""

BACK = """
DROP TRIGGER user_new_address_is_unproved ON raters_user;
DROP FUNCTION raters_new_address_is_unproved();
"""


class Migration(migrations.Migration):
    dependencies = [("raters", "0007_published_guidelines_never_change")]
    operations = [
        migrations.AddField("user", "email_proved_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("user", "closed_by_owner", models.BooleanField(default=False)),
        migrations.AddField("invitation", "proves_address", models.BooleanField(default=False)),
        migrations.RunSQL(ADDRESS, BACK),
    ]
