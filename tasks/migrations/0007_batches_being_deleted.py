"""A batch that is to be deleted says so, and goes in chunks."""

from django.db import migrations, models

STATUSES = [
    ("draft", "waiting for your word"),
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
]
KNOWN = models.Q(status__in=[code for code, _name in STATUSES])


class Migration(migrations.Migration):
    dependencies = [("tasks", "0006_what_later_passes_look_up")]
    operations = [
        migrations.RemoveConstraint(model_name="batch", name="batch_status_known"),
        migrations.AlterField(
            model_name="batch",
            name="status",
            field=models.CharField(choices=STATUSES, default="queued", max_length=16),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(condition=KNOWN, name="batch_status_known"),
        ),
    ]
