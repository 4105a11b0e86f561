"""What a manager says of keys, label columns and lone prompts; and what archives held besides."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0021_ids_that_have_another_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="labels",
            field=models.JSONField(
                db_comment="label column → what its values mean and what becomes of it", default=dict
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="passed_over",
            field=models.JSONField(db_comment="files in its archives that hold no lines", default=list),
        ),
        migrations.AddField(
            model_name="batch",
            name="prompts_only",
            field=models.BooleanField(
                db_comment="prompts wait, whatever else their rows hold", db_default=False, default=False
            ),
        ),
        migrations.AlterField(
            model_name="batch",
            name="columns",
            field=models.JSONField(
                db_comment="our key → the file's column or key; or a file's name → the same for it",
                default=dict,
            ),
        ),
    ]
