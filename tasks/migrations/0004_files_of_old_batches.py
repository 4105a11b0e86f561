"""A batch had one upload and a switch; now it has files and a choice. Data only."""

from django.db import migrations

FILES = """
INSERT INTO tasks_batchfile (batch_id, position, name, upload, member, digest, encoding, layout, n_bytes, n_bytes_read,
    n_lines, is_read)
SELECT id, 0, name, upload, '', '', '', format, n_bytes, n_bytes_read, n_lines, finished_at IS NOT NULL
FROM tasks_batch;
UPDATE tasks_batch SET n_items = n_accepted;
UPDATE tasks_batch SET duplicates = 'skip' WHERE NOT keep_duplicates;
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_intake_of_any_layout")]
    operations = [migrations.RunSQL(FILES, migrations.RunSQL.noop)]
