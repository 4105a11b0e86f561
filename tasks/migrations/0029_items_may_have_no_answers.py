"""An order of answers may be empty: a prompt alone can be classified."""

from django.db import migrations

DROP = "ALTER TABLE tasks_presentation DROP CONSTRAINT presentation_order_not_empty"
# Rows that came since stay; new ones are held to it again.
ADD = (
    "ALTER TABLE tasks_presentation ADD CONSTRAINT presentation_order_not_empty "
    'CHECK (cardinality("order") > 0) NOT VALID'
)


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0028_files_know_whether_they_have_answers"),
    ]

    operations = [migrations.RunSQL(DROP, ADD)]
