"""Which languages a rater reads, by which items are routed (`tasks/assignment/door.sql`). Declaring none means any."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from config.errors import Invalid
from raters import security_events
from raters.models import Rater, User
from raters.models.rater import ROUTED


class UnknownLanguage(Invalid):
    code = "unknown_language"


@transaction.atomic
def declare(*, rater: Rater, languages: Collection[str], by: User) -> Rater:
    """Set the languages of a person who rates.

    Raises: UnknownLanguage.
    """
    if not set(languages) <= ROUTED.keys():
        said = _("Choose among: %(languages)s.") % {"languages": ", ".join(map(str, ROUTED.values()))}
        raise UnknownLanguage(said, fields={"languages": said})
    rater.languages = sorted(set(languages))
    rater.save(update_fields=["languages"])
    if rater.user is not None:
        label = ", ".join(rater.languages)
        security_events.record_of(security_events.Kind.LANGUAGES_CHANGED, by=by, user=rater.user, label=label)
    return rater
