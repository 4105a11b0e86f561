"""Whether the two answers of an exported pair are alike; exports made before say nothing of it."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0012_given_back_has_no_rating")]
    operations = [
        migrations.AddField(
            model_name="exportitem",
            name="alike",
            field=models.CharField(
                blank=True,
                choices=[("empty", "both empty"), ("equal", "equal"), ("media", "equal text, other media")],
                default="",
                db_default="",
                max_length=8,
            ),
        ),
        AddConstraintNotValid(
            model_name="exportitem",
            constraint=models.CheckConstraint(
                condition=models.Q(alike__in=["", "empty", "equal", "media"]), name="export_item_alike_known"
            ),
        ),
    ]
