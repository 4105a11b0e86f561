"""Whether a file holds more than prompts, so that a prompt without answers is meant to wait only where it does not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0027_files_keep_what_stands_above_a_header"),
    ]

    operations = [
        migrations.AddField(
            model_name="batchfile",
            name="has_answers",
            field=models.BooleanField(
                db_comment="a good line of it has answers, ratings or gold", db_default=False, default=False
            ),
        ),
    ]
