"""Whoever stops one rater in one project writes why on the tray."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0019_any_rating_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="tray",
            name="stopped_for",
            field=models.CharField(
                blank=True,
                choices=[("rater_paused", "paused by a manager")],
                db_default="",
                default="",
                max_length=32,
            ),
        ),
        migrations.AddField(
            model_name="tray",
            name="stopped_note",
            field=models.TextField(blank=True, db_comment="what the rater reads", db_default="", default=""),
        ),
    ]
