"""Signs of life of the background programs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0008_gold_has_no_slots")]
    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("program", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
