"""A batch may have an overlap of its own, whole or not at all; a change of it reaches its items piece by piece."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0021_ids_that_have_another_text")]
    operations = [
        migrations.CreateModel(
            name="PendingChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "priority_shift",
                    models.SmallIntegerField(db_comment="to be added to the items' priority", default=0),
                ),
                (
                    "after",
                    models.BigIntegerField(db_comment="items up to this id carry the change", default=0),
                ),
                (
                    "until",
                    models.BigIntegerField(db_comment="the last item that was there when it was made"),
                ),
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending_change",
                        to="tasks.batch",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="batch",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "awaiting confirmation"),
                    ("queued", "queued"),
                    ("importing", "importing"),
                    ("stopped", "stopped: too many lines are bad"),
                    ("open", "open"),
                    ("held", "held"),
                    ("paused", "paused"),
                    ("archived", "archived"),
                    ("failed", "failed"),
                    ("cancelled", "cancelled"),
                    ("deleting", "being deleted"),
                ],
                default="queued",
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="batch",
            name="min_overlap",
            field=models.PositiveSmallIntegerField(blank=True, db_comment="null: the project's", null=True),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_overlap", None), ("min_overlap", None))
                | models.Q(
                    ("max_overlap__isnull", False),
                    ("max_overlap__lte", 50),
                    ("min_overlap__gte", 1),
                    ("min_overlap__lte", models.F("max_overlap")),
                ),
                name="batch_overlap_in_order",
            ),
        ),
    ]
