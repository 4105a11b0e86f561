"""The title rows of a table, which are no lines."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0024_export_items_know_their_split"),
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
