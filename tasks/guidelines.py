"""The guideline of a project: made when its first version is published. Versions are those of
`raters.guidelines`.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from raters import security_events
from raters.guidelines import publishing
from raters.models import Guideline, GuidelineVersion, User
from tasks.models import Project
from tasks.rendering import cache


@transaction.atomic
def publish(
    *, project: Project, name: str, text_en: str, text_zh: str, by: User | None, now: datetime
) -> GuidelineVersion:
    """Put the next version of a project's guideline into force.

    Assignments opened from now on pin it; those already open keep theirs.

    Raises: publishing.InvalidGuideline.
    """
    locked = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if locked.guideline is None:
        locked.guideline = Guideline.objects.create(name=name.strip() or project.name)
        locked.save(update_fields=["guideline"])
    version = publishing.publish(guideline=locked.guideline, by=by, text_en=text_en, text_zh=text_zh, now=now)
    security_events.record(
        security_events.Kind.POLICY_CHANGED,
        by=by,
        subject="project",
        subject_id=project.pk,
        label=f"{project.slug}: guideline version {version.number}",
    )
    # Rendered here, once, so that no rater is shown the source of a rule.
    cache.warm([text for text in (version.text_en, version.text_zh) if text])
    return version
