"""How the rules come into force: a new version takes the next number and is never changed again.

Only text is kept here. Turning it into safe HTML for the panel belongs to the app above.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from config.errors import Invalid
from raters.models import Guideline, GuidelineVersion, User

LONGEST = 200_000


class InvalidGuideline(Invalid):
    code = "invalid_guideline"


def publish(
    *, guideline: Guideline, by: User | None, text_en: str, text_zh: str, now: datetime
) -> GuidelineVersion:
    """Put the next version of a guideline into force.

    A text left empty is shown in the other language. Assignments opened before keep the version that they
    opened with.

    Raises: InvalidGuideline.
    """
    _check(text_en=text_en, text_zh=text_zh)
    with transaction.atomic():
        # The guideline's row is the lock for the next number.
        Guideline.objects.select_for_update().get(pk=guideline.pk)
        last: int = guideline.versions.aggregate(last=Max("number"))["last"] or 0
        return GuidelineVersion.objects.create(
            guideline=guideline,
            number=last + 1,
            text_en=text_en,
            text_zh=text_zh,
            created_by=by,
            published_at=now,
        )


def _check(*, text_en: str, text_zh: str) -> None:
    fields: dict[str, str] = {}
    if not text_en.strip() and not text_zh.strip():
        fields["text_en"] = _("Write the guideline in at least one language.")
    for name, text in (("text_en", text_en), ("text_zh", text_zh)):
        if len(text) > LONGEST:
            fields[name] = _("A guideline has at most %(n)d characters.") % {"n": LONGEST}
        elif "\0" in text:
            fields[name] = _("The text holds a NUL character; please remove it.")
    if fields:
        raise InvalidGuideline(_("This guideline cannot be published."), fields=fields)


def current(guideline: Guideline) -> GuidelineVersion | None:
    """Return the version in force, or None before the first is published."""
    return guideline.versions.published().order_by("-number").first()


def text_for(version: GuidelineVersion, language: str) -> str:
    """Return the text in the reader's language, or in the other one where that is all there is."""
    first, second = version.text_en, version.text_zh
    if language.startswith("zh"):
        first, second = second, first
    return first or second
