"""A project limits skips; an assignment knows how long it was open before it was reopened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0010_old_events_may_go")]
    operations = [
        migrations.AddField(
            model_name="project",
            name="max_skips_per_hour",
            field=models.PositiveSmallIntegerField(
                default=20, db_comment="items that a rater may skip, give back or not judge within an hour"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_skips_per_hour__gte", 1), ("max_skips_per_hour__lte", 1000)),
                name="project_skips_limited",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="reopened_at",
            field=models.DateTimeField(blank=True, db_comment="the last time, by undo or resume", null=True),
        ),
        migrations.AddField(
            model_name="assignment",
            name="open_ms",
            field=models.BigIntegerField(
                db_comment="how long it was open before that", db_default=0, default=0
            ),
        ),
    ]
