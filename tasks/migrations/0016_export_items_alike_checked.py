"""Check the rows that stood before `alike` was constrained, without keeping writers out."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tasks", "0015_index_of_what_was_given_back")]
    operations = [ValidateConstraint(model_name="exportitem", name="export_item_alike_known")]
