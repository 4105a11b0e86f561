"""What happened to accounts, rights and data: who did it, from which address, to what. Rows are only inserted.

A trigger refuses every change, and every deletion before `KEPT_AT_LEAST`. A row holds ids and no names, so that
erasing a user leaves nothing personal here but the network address.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

KEPT_AT_LEAST = timedelta(days=180)


class SecurityEvent(models.Model):
    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
        ACCOUNT_MADE = "account_made", _("account made")
        INVITED = "invited", _("invitation made")
        PASSWORD_SET = "password_set", _("password set")
        EMAIL_CHANGED = "email_changed", _("e-mail address changed")
        ROLE_CHANGED = "role_changed", _("rights changed")
        DEACTIVATED = "deactivated", _("person deactivated")
        REACTIVATED = "reactivated", _("person re-activated")
        SESSION_ENDED = "session_ended", _("session ended")
        TOKEN_MADE = "token_made", _("token made")
        TOKEN_REVOKED = "token_revoked", _("token revoked")
        MEMBER_ADDED = "member_added", _("member added")
        MEMBER_REMOVED = "member_removed", _("member taken out")
        RATER_PAUSED = "rater_paused", _("rater paused")
        RATER_WENT_ON = "rater_went_on", _("paused rater goes on")
        LANGUAGES_CHANGED = "languages_changed", _("languages changed")
        POLICY_CHANGED = "policy_changed", _("policy changed")
        EXPORT_MADE = "export_made", _("export asked for")
        DOWNLOADED = "downloaded", _("file downloaded")

    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=24, choices=Kind)
    actor_id = models.BigIntegerField(null=True, db_comment="user; null: a stranger or the command line")
    address = models.CharField(
        max_length=45, blank=True, db_comment="client; empty: the command line or a job"
    )
    subject_kind = models.CharField(max_length=16, blank=True)
    subject_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "-id"], name="security_event_of_kind"),
            models.Index(fields=["actor_id", "-id"], name="security_event_by_actor"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="security_event_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id or ''}".strip()
