"""How fast a running export is written, so that a page can say how long it takes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0025_prompt_groups_of_exports"),
    ]

    operations = [
        migrations.AddField(
            model_name="export",
            name="items_per_second",
            field=models.FloatField(db_comment="of the last seconds of the run that writes it", null=True),
        ),
    ]
