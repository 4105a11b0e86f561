"""A batch says what becomes of a line whose id the project has with another text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0020_trays_may_be_stopped")]
    operations = [
        migrations.AddField(
            model_name="batch",
            name="same_id",
            field=models.CharField(
                choices=[
                    ("keep", "keep both"),
                    ("replace", "replace the earlier one unless it was opened or rated"),
                    ("skip", "leave the new one out"),
                ],
                db_comment="an id the project has with another text",
                db_default="keep",
                default="keep",
                max_length=8,
            ),
        ),
    ]
