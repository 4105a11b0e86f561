"""What a password must be, in our own words: Django's checks, whose Chinese lags behind and is less polite."""

from __future__ import annotations

from django.contrib.auth import password_validation as django
from django.utils.translation import gettext as _


class LongEnough(django.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("This password is too short: it needs %(n)d characters or more.") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return _("%(n)d characters or more.") % {"n": self.min_length}


class NotPersonal(django.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("This password is too much like your name or address.")

    def get_help_text(self) -> str:
        return _("Not much like your name or address.")


class NotCommon(django.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Too many people use this password.")

    def get_help_text(self) -> str:
        return _("Not one that many people use.")
