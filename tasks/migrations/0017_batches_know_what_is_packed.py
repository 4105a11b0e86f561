"""An upload may be packed: then its bytes say little of how long its import takes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0016_export_items_alike_checked")]
    operations = [
        migrations.AddField(
            model_name="batch",
            name="is_packed",
            field=models.BooleanField(
                db_comment="whether any of its uploads is gzip or an archive", db_default=False, default=False
            ),
        ),
    ]
