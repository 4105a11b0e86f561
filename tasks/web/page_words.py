"""The sentences that the rating page's scripts put together themselves, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ROLES = {
    "user": gettext_lazy("User"),
    "assistant": gettext_lazy("Assistant"),
    "system": gettext_lazy("System"),
    "tool": gettext_lazy("Tool"),
}


def role_name(role: str) -> str:
    return str(ROLES.get(role, role))


def for_scripts() -> dict[str, Any]:
    return {
        "saved": _("Saved {time}"),
        "draftRefused": _("Draft not saved: something in it cannot be read"),
        "notSaved": _("Not saved: another window has this item too"),
        "signedOut": _("You are signed out. Sign in again in another tab; this one keeps what you wrote."),
        "kept": _("Kept in this tab, not sent yet"),
        "submitted": _("Submitted. You may undo it for 10 minutes"),
        "surplus": _("Submitted and kept, as one more than was needed"),
        "failed": _("The server could not take it. Please try again."),
        "leaseUntil": _("Yours until {time}"),
        "leaseOver": _("Time is over, still yours to submit"),
        "minutesSeconds": _("{m} min {s} s"),
        "seconds": _("{s} s"),
        "needed": _("Still needed: "),
        "comma": _(", "),
        "ready": _("Ready to submit"),
        "today": _("{n} today"),
        "earlier": _("Earlier turns: {n}"),
    }


def empty_answer() -> str:
    return _("This answer is empty: the model said nothing.")


def remark(code: str) -> str:
    """Say why an answer is shown other than it was meant; empty when it is shown as it was meant."""
    if not code:
        return ""
    said = {
        "pending": _("Shown as source: it is still being laid out and will appear by itself."),
        "too_long": _("Shown as source: it is too long to be laid out."),
        "too_complex": _("Shown as source: it is too intricate to be laid out."),
        "incomplete": _("Shown as source: laid out, some of it would not have been seen."),
        "maths_failed": _("A formula could not be laid out and is shown as source."),
    }
    return said.get(code, _("Shown as source: it could not be laid out."))
