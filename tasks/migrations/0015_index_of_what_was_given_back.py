"""The index that the hourly limit of skips reads; built while work goes on, since events are the largest table."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tasks", "0014_addresses_added_to_projects")]
    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                fields=["rater_id", "at"],
                condition=models.Q(("kind", "assignment"), ("state__in", ["skipped", "released"])),
                name="event_given_back",
            ),
        ),
    ]
