"""A selected item has its split; whether two answers are alike is told from their texts when they are written."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0023_batches_say_how_their_keys_are_read")]
    operations = [
        migrations.RemoveConstraint("exportitem", "export_item_alike_known"),
        migrations.RemoveField("exportitem", "alike"),
        migrations.AddField(
            "exportitem", "split", models.CharField(max_length=16, default="train", db_default="train")
        ),
        AddConstraintNotValid(
            "exportitem",
            models.CheckConstraint(
                condition=models.Q(split__in=["train", "validation", "test"]), name="export_item_split_known"
            ),
        ),
        ValidateConstraint("exportitem", "export_item_split_known"),
    ]
