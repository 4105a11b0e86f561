"""What a user may choose about how the pages look and behave. Nothing outside this schema is ever stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from config.errors import Invalid
from raters.models import User

THEMES: Final = ("system", "light", "dark")
READINGS: Final = ("normal", "large", "larger")


class InvalidPreference(Invalid):
    code = "invalid_preference"


@dataclass(frozen=True)
class Preferences:
    theme: str = "system"
    reading: str = "normal"
    hints: bool = True
    single_keys: bool = True


_ALLOWED: dict[str, Callable[[Any], bool]] = {
    "theme": THEMES.__contains__,
    "reading": READINGS.__contains__,
    "hints": lambda value: isinstance(value, bool),
    "single_keys": lambda value: isinstance(value, bool),
}


def of(user: User) -> Preferences:
    """Return a user's preferences; whatever the stored row holds beside the schema is left out."""
    stored = user.preferences if isinstance(user.preferences, dict) else {}
    kept = {name: stored[name] for name, fits in _ALLOWED.items() if name in stored and fits(stored[name])}
    return Preferences(**kept)


def set_preferences(
    *,
    user: User,
    theme: str | None = None,
    reading: str | None = None,
    hints: bool | None = None,
    single_keys: bool | None = None,
    language: str | None = None,
) -> User:
    """Change the preferences that are given and leave the others; an empty language follows the browser.

    Raises: InvalidPreference.
    """
    given: dict[str, Any] = {"theme": theme, "reading": reading, "hints": hints, "single_keys": single_keys}
    given = {name: value for name, value in given.items() if value is not None}
    fields = {
        name: _("Not one of the choices.") for name, value in given.items() if not _ALLOWED[name](value)
    }
    if language and language not in dict(settings.LANGUAGES):
        fields["language"] = _("Not one of the choices.")
    if fields:
        raise InvalidPreference(_("This preference is not known."), fields=fields)
    user.preferences = asdict(of(user)) | given
    user.language = user.language if language is None else language
    user.save(update_fields=["preferences", "language"])
    return user
