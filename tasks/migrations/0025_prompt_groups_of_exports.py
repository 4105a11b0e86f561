"""An export item keeps its prompt's group and, for repeats, their label together; groups drawn for evaluation stay."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Who drew may be erased; what was drawn may not change.
NEVER_CHANGES = """
CREATE TRIGGER evaluation_group_never_changes
    BEFORE DELETE OR UPDATE OF id, project_id, digest, root, drawn_at ON tasks_evaluationgroup
    FOR EACH ROW EXECUTE FUNCTION tasks_never_changes();
"""
MAY_CHANGE = "DROP TRIGGER evaluation_group_never_changes ON tasks_evaluationgroup"


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0024_export_items_know_their_split"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="exportitem",
            name="group",
            field=models.BinaryField(
                db_comment="the prompt's group, as it was known then", max_length=32, null=True
            ),
        ),
        migrations.AddField(
            model_name="exportitem",
            name="merged",
            field=models.JSONField(
                db_comment="label of this pair and its repeats together: label, detail, state, items",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="EvaluationGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(db_comment="Prompt.group", max_length=32)),
                (
                    "root",
                    models.BinaryField(db_comment="digest of the group's smallest prompt", max_length=32),
                ),
                ("drawn_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "drawn_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluation_groups",
                        to="tasks.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("project", "digest"), name="evaluation_group_once")
                ],
            },
        ),
        migrations.RunSQL(NEVER_CHANGES, MAY_CHANGE),
    ]
