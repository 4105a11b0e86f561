"""The mails about a change of address. Their links come from `links`, and nothing in them from a request."""

from __future__ import annotations

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from raters.accounts import changing, links


def send_email_link(*, to: str, token: str) -> None:
    """Send the link that proves a new address; an address that has an account gets none, and nobody is told."""
    if not changing.is_free(to):
        return
    link = links.absolute(reverse("take_email_link", args=[token]))
    text = render_to_string("raters/mail/email_link.txt", {"link": link})
    send_mail(_("Confirm your new address for Touchstone"), text, None, [to])


def tell_old_address(*, to: str) -> None:
    """Tell the address that is no longer used that it was replaced."""
    text = render_to_string("raters/mail/email_changed.txt", {"origin": links.absolute("")})
    send_mail(_("Your address for Touchstone was changed"), text, None, [to])
