"""How fast the present run of an import goes, and which prompts have not been compared."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0005_batches_have_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="n_bytes_before",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="batch",
            name="n_lines_before",
            field=models.BigIntegerField(db_comment="when the present run began", default=0),
        ),
        migrations.AddIndex(
            model_name="prompt",
            index=models.Index(
                condition=models.Q(("near_group__isnull", True)),
                fields=["project"],
                name="prompt_not_compared",
            ),
        ),
    ]
