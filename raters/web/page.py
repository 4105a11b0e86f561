"""What every page shows around its content: sections by role, the reader's own choices, who is signed in.

A context processor; it decides no rights. A section that is shown is still guarded by its own view.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from raters.access import Right, may
from raters.accounts import preferences
from raters.models import User

_DARK_MEDIA = {"system": "(prefers-color-scheme: dark)", "dark": "all", "light": "not all"}
_LANGUAGES = {"zh-hans": "中文", "en": "English"}


@dataclass(frozen=True)
class Section:
    name: str
    href: str
    here: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates the lazy variable `page`."""
    return {"page": SimpleLazyObject(lambda: _page(request))}


def _page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    chosen = preferences.of(user) if isinstance(user, User) else preferences.Preferences()
    return {
        "theme": chosen.theme,
        "other_theme": "light" if chosen.theme == "dark" else "dark",
        "dark_media": _DARK_MEDIA[chosen.theme],
        "reading": chosen.reading,
        "hints": "on" if chosen.hints else "off",
        "keys": "on" if chosen.single_keys else "off",
        "other_language": _other_language(),
        "sections": _sections(request, user) if isinstance(user, User) else [],
        "mail_is_sent": settings.MAIL_IS_SENT,
        "may_manage": may(user, Right.MANAGE) if user else False,
        "may_see_projects": _sees_projects(user) if user else False,
        "may_see_security": may(user, Right.SEE_SECURITY) if user else False,
        "may_edit_guideline": may(user, Right.EDIT_GUIDELINE) if user else False,
        "who": _who(user) if isinstance(user, User) else "",
    }


def _other_language() -> dict[str, str]:
    code = "en" if (get_language() or "").startswith("zh") else "zh-hans"
    return {"code": code, "name": _LANGUAGES[code]}


def _sections(request: HttpRequest, user: User) -> list[Section]:
    offered = []
    if may(user, Right.RATE):
        offered.append((_("Tray"), reverse("tray")))
    if _sees_projects(user):
        offered.append((_("Projects"), reverse("projects")))
    if may(user, Right.MANAGE):
        offered.append((_("People"), reverse("everybody")))
    if may(user, Right.SEE_SECURITY):
        offered.append((_("Security"), reverse("security_events")))
    return [Section(name, href, request.path.startswith(href)) for name, href in offered]


def _sees_projects(user: User | AnonymousUser) -> bool:
    return may(user, Right.MANAGE) or may(user, Right.EXPORT)


def _who(user: User) -> str:
    rater = getattr(user, "rater", None)
    return rater.pseudonym if rater else user.get_full_name()
