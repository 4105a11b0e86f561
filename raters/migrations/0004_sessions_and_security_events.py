"""Sessions know their user, and security events are kept. People sign in once more after this."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("signed_in", "signed in"),
    ("sign_in_failed", "sign-in failed"),
    ("account_made", "account made"),
    ("invited", "invitation made"),
    ("password_set", "password set"),
    ("email_changed", "e-mail address changed"),
    ("role_changed", "rights changed"),
    ("deactivated", "person deactivated"),
    ("reactivated", "person re-activated"),
    ("session_ended", "session ended"),
    ("token_made", "token made"),
    ("token_revoked", "token revoked"),
    ("member_added", "member added"),
    ("member_removed", "member taken out"),
    ("policy_changed", "policy changed"),
    ("export_made", "export asked for"),
    ("downloaded", "file downloaded"),
]


class Migration(migrations.Migration):
    dependencies = [("raters", "0003_first_manager_is_owner")]
    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.CreateModel(
            name="SecurityEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("kind", models.CharField(choices=KINDS, max_length=24)),
                (
                    "actor_id",
                    models.BigIntegerField(
                        db_comment="user; null: a stranger or the command line", null=True
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True, db_comment="client; empty: the command line or a job", max_length=45
                    ),
                ),
                ("subject_kind", models.CharField(blank=True, max_length=16)),
                ("subject_id", models.BigIntegerField(null=True)),
                ("label", models.CharField(blank=True, max_length=200)),
                ("request_id", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "-id"], name="security_event_of_kind"),
                    models.Index(fields=["actor_id", "-id"], name="security_event_by_actor"),
                    models.Index(
                        fields=["subject_kind", "subject_id", "-id"], name="security_event_of_subject"
                    ),
                ],
            },
        ),
    ]
