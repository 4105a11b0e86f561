"""Batches of several files in any layout: what waits, what is linked, media, and who rated elsewhere."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("raters", "0001_people"),
        ("tasks", "0002_invariants_in_sql"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BatchFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "name",
                    models.CharField(db_comment="as the sender called it; never a path", max_length=255),
                ),
                ("upload", models.CharField(db_comment="where storage keeps it", max_length=255)),
                (
                    "member",
                    models.CharField(
                        blank=True, db_comment="its path when the upload is an archive", max_length=255
                    ),
                ),
                (
                    "digest",
                    models.BinaryField(db_comment="SHA-256 of the upload", default=b"", max_length=32),
                ),
                ("encoding", models.CharField(blank=True, db_comment="found, or given", max_length=16)),
                ("layout", models.CharField(blank=True, db_comment="of its first good line", max_length=32)),
                ("n_bytes", models.BigIntegerField(default=0)),
                ("n_bytes_read", models.BigIntegerField(default=0)),
                (
                    "n_lines",
                    models.BigIntegerField(db_comment="lines committed: where an import resumes", default=0),
                ),
                ("is_read", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="BatchMedia",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=255)),
            ],
            options={
                "verbose_name_plural": "batch media",
            },
        ),
        migrations.CreateModel(
            name="LinkedLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.PositiveSmallIntegerField(default=0)),
                ("line", models.BigIntegerField()),
                ("external_id", models.CharField(blank=True, max_length=200)),
                ("meta", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Media",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(db_comment="SHA-256 of the bytes", max_length=32, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("image", "picture"), ("audio", "sound"), ("video", "film"), ("pdf", "PDF")],
                        max_length=8,
                    ),
                ),
                ("content_type", models.CharField(db_comment="by content, never by name", max_length=64)),
                ("n_bytes", models.BigIntegerField()),
                ("stored", models.CharField(db_comment="where storage keeps it", max_length=255)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "media",
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("human", "human"), ("external", "external"), ("judge", "model judge")],
                        max_length=16,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="WaitingLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.PositiveSmallIntegerField(default=0)),
                ("line", models.BigIntegerField()),
                ("key", models.CharField(db_comment="what lines are joined on", max_length=255)),
                (
                    "prompt_digest",
                    models.BinaryField(
                        db_comment="normalised; null without a prompt", max_length=32, null=True
                    ),
                ),
                ("content", models.JSONField(db_comment="the line as read")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="batch",
            name="batch_status_known",
        ),
        migrations.RemoveConstraint(
            model_name="item",
            name="item_once_for_line",
        ),
        migrations.RemoveConstraint(
            model_name="rejectedline",
            name="rejected_line_once",
        ),
        migrations.RemoveIndex(
            model_name="batch",
            name="batch_due",
        ),
        migrations.AddField(
            model_name="batch",
            name="columns",
            field=models.JSONField(db_comment="our key → the file's column or key", default=dict),
        ),
        migrations.AddField(
            model_name="batch",
            name="counts_ratings",
            field=models.BooleanField(db_comment="people's imported ratings take slots", default=False),
        ),
        migrations.AddField(
            model_name="batch",
            name="duplicates",
            field=models.CharField(
                choices=[
                    ("keep", "keep them as items of their own"),
                    ("link", "link them to the first"),
                    ("skip", "leave them out"),
                ],
                default="keep",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="encoding",
            field=models.CharField(blank=True, db_comment="empty: detected for each file", max_length=16),
        ),
        migrations.AddField(
            model_name="batch",
            name="n_items",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="batch",
            name="n_opponents",
            field=models.PositiveSmallIntegerField(
                db_comment="of each answer, when they are random", default=1
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="n_ratings",
            field=models.BigIntegerField(db_comment="imported with the lines", default=0),
        ),
        migrations.AddField(
            model_name="batch",
            name="n_waiting",
            field=models.BigIntegerField(db_comment="accepted lines that wait for others", default=0),
        ),
        migrations.AddField(
            model_name="batch",
            name="pairing",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "as the rubric takes them"),
                    ("all", "every pair"),
                    ("ring", "a ring: each answer meets two others"),
                    ("random", "random opponents"),
                ],
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="survey",
            field=models.JSONField(blank=True, db_comment="what the dry run found", null=True),
        ),
        migrations.AddField(
            model_name="batch",
            name="tolerates_rejected",
            field=models.BooleanField(db_comment="import on, however many lines are bad", default=False),
        ),
        migrations.AddField(
            model_name="item",
            name="file",
            field=models.PositiveSmallIntegerField(db_comment="position of the file in its batch", default=0),
        ),
        migrations.AddField(
            model_name="item",
            name="nth",
            field=models.PositiveSmallIntegerField(
                db_comment="of the items that came of the line", default=0
            ),
        ),
        migrations.AddField(
            model_name="itemdetail",
            name="sources",
            field=models.JSONField(db_comment="the reference's evidence and links", default=dict),
        ),
        migrations.AddField(
            model_name="project",
            name="max_rejected",
            field=models.FloatField(db_comment="share of bad lines that stops an import", default=0.2),
        ),
        migrations.AddField(
            model_name="project",
            name="reference_for",
            field=models.CharField(
                choices=[("nobody", "nobody"), ("experts", "experts"), ("everyone", "everyone")],
                db_comment="who is shown references",
                default="experts",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="prompt",
            name="near_group",
            field=models.BigIntegerField(
                blank=True,
                db_comment="smallest prompt id among near duplicates; null: not compared yet",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="rejectedline",
            name="file",
            field=models.PositiveSmallIntegerField(db_comment="position in the batch", default=0),
        ),
        migrations.AlterField(
            model_name="batch",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "waiting for your word"),
                    ("queued", "queued"),
                    ("importing", "importing"),
                    ("stopped", "stopped: too many lines are bad"),
                    ("open", "open"),
                    ("held", "held"),
                    ("paused", "paused"),
                    ("archived", "archived"),
                    ("failed", "failed"),
                    ("cancelled", "cancelled"),
                ],
                default="queued",
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="completion",
            name="digest",
            field=models.BinaryField(
                db_comment="SHA-256 of text, model, origin, media and meta", max_length=32
            ),
        ),
        migrations.AlterField(
            model_name="rejectedline",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rejected_lines",
                to="tasks.batch",
            ),
        ),
        migrations.AlterField(
            model_name="rejectedline",
            name="original",
            field=models.TextField(blank=True, db_comment="its beginning; the whole is read from the upload"),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                condition=models.Q(("status__in", ["draft", "queued", "importing"])),
                fields=["claimed_until"],
                name="batch_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "queued",
                            "importing",
                            "stopped",
                            "open",
                            "held",
                            "paused",
                            "archived",
                            "failed",
                            "cancelled",
                        ],
                    )
                ),
                name="batch_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("batch", "file", "line", "nth"), name="item_once_for_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_rejected__gte", 0), ("max_rejected__lte", 1)),
                name="project_max_rejected_is_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="rejectedline",
            constraint=models.UniqueConstraint(fields=("batch", "file", "line"), name="rejected_line_once"),
        ),
        migrations.AddField(
            model_name="batchfile",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="tasks.batch",
            ),
        ),
        migrations.AddField(
            model_name="batchmedia",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="media",
                to="tasks.batch",
            ),
        ),
        migrations.AddField(
            model_name="linkedline",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="linked_lines",
                to="tasks.batch",
            ),
        ),
        migrations.AddField(
            model_name="linkedline",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="linked_lines", to="tasks.item"
            ),
        ),
        migrations.AddField(
            model_name="batchmedia",
            name="media",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tasks.media",
            ),
        ),
        migrations.AddField(
            model_name="completion",
            name="media",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tasks.media",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="project",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sources",
                to="tasks.project",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="rater",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="raters.rater"
            ),
        ),
        migrations.AddField(
            model_name="waitingline",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="waiting_lines",
                to="tasks.batch",
            ),
        ),
        migrations.AddField(
            model_name="waitingline",
            name="project",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="tasks.project",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchfile",
            constraint=models.UniqueConstraint(fields=("batch", "position"), name="batch_file_place_once"),
        ),
        migrations.AddConstraint(
            model_name="linkedline",
            constraint=models.UniqueConstraint(fields=("batch", "file", "line"), name="linked_line_once"),
        ),
        migrations.AddConstraint(
            model_name="batchmedia",
            constraint=models.UniqueConstraint(fields=("batch", "path"), name="batch_media_path_once"),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(fields=("project", "kind", "name"), name="source_once"),
        ),
        migrations.AddIndex(
            model_name="waitingline",
            index=models.Index(fields=["project", "key"], name="waiting_key"),
        ),
        migrations.AddIndex(
            model_name="waitingline",
            index=models.Index(fields=["project", "prompt_digest"], name="waiting_prompt"),
        ),
        migrations.AddConstraint(
            model_name="waitingline",
            constraint=models.UniqueConstraint(fields=("batch", "file", "line"), name="waiting_line_once"),
        ),
    ]
