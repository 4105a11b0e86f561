"""What the files and the choice of 0004 have taken the place of goes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tasks", "0004_files_of_old_batches")]
    operations = [
        migrations.RemoveField(model_name="batch", name="upload"),
        migrations.RemoveField(model_name="batch", name="keep_duplicates"),
    ]
