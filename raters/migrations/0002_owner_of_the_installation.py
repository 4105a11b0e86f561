"""A manager may be the installation's owner."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("auth", "0012_alter_user_first_name_max_length"), ("raters", "0001_people")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="is_owner",
            field=models.BooleanField(default=False, verbose_name="owner of the installation"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(is_owner=False) | models.Q(role="manager"), name="user_owner_is_manager"
            ),
        ),
    ]
