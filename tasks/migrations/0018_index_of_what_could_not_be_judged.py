"""The other half of what the hourly limit reads at each submit; built while work goes on."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tasks", "0017_batches_know_what_is_packed")]
    operations = [
        AddIndexConcurrently(
            model_name="rating",
            index=models.Index(
                fields=["rater", "project", "submitted_at"],
                condition=models.Q(("current", True), ("verdict", "cannot_judge")),
                name="rating_unjudged",
            ),
        ),
    ]
