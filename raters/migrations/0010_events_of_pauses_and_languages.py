"""Pauses of one rater and changes of languages are security events; a rater without languages gets any."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("raters", "0009_addresses_of_old_accounts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rater",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=16),
                blank=True,
                db_comment="empty: items of any language",
                default=list,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="securityevent",
            name="kind",
            field=models.CharField(
                choices=[
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
                    ("rater_paused", "rater paused"),
                    ("rater_went_on", "paused rater goes on"),
                    ("languages_changed", "languages changed"),
                    ("policy_changed", "policy changed"),
                    ("export_made", "export asked for"),
                    ("downloaded", "file downloaded"),
                ],
                max_length=24,
            ),
        ),
    ]
