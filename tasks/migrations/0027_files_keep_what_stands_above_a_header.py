"""The title rows of a table, which are no lines."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0026_exports_say_their_pace"),
    ]

    operations = [
        migrations.AddField(
            model_name="batchfile",
            name="above",
            field=models.JSONField(
                db_comment="rows above a table's header, which are not read", db_default=[], default=list
            ),
        ),
    ]
