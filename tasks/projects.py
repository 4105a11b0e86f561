"""Create a project with its first policy. How its settings are changed afterwards is decided in `tasks.policy`."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from config.errors import Conflict, Invalid
from raters import security_events
from raters.models import User
from tasks.models import Membership, Project
from tasks.policy.settings import MAX_OVERLAP
from tasks.rubric import presets, versions

MAX_SLUG = 64


class InvalidProject(Invalid):
    """A value of the project does not fit; `fields` says which."""

    code = "invalid_project"


class SlugTaken(Conflict):
    """There is a project of this slug."""

    code = "slug_taken"


@transaction.atomic
def create_project(
    *,
    slug: str,
    name: str = "",
    rubric: str = "exam",
    min_overlap: int = 3,
    max_overlap: int = 3,
    confidence: float = 0.9,
    form: str = Project.Form.FULL,
    closed: bool = False,
    owner: User | None = None,
) -> Project:
    """Create a project and make its owner a member; unless it is closed, every rater is admitted.

    Raises: InvalidProject, SlugTaken, presets.UnknownPreset.
    """
    _check(slug=slug, min_overlap=min_overlap, max_overlap=max_overlap, confidence=confidence, form=form)
    version = versions.published(presets.preset(rubric))
    try:
        with transaction.atomic():
            project = Project.objects.create(
                slug=slug,
                name=name or slug,
                rubric_version=version,
                form=form,
                admits_all=not closed,
                min_overlap=min_overlap,
                max_overlap=max_overlap,
                confidence=confidence,
                seed=secrets.randbits(62),
                created_by=owner,
            )
    except IntegrityError as error:
        message = _("There is already a project “%(slug)s”.") % {"slug": slug}
        raise SlugTaken(message, fields={"slug": message}) from error
    if owner is not None:
        Membership.objects.create(project=project, user=owner)
        security_events.record_of(security_events.Kind.MEMBER_ADDED, by=owner, user=owner, label=project.slug)
    return project


def _check(*, slug: str, min_overlap: int, max_overlap: int, confidence: float, form: str) -> None:
    fields = {}
    if not _is_slug(slug):
        fields["slug"] = _("Use at most %(most)d letters, digits, hyphens and underscores.") % {
            "most": MAX_SLUG
        }
    if not 1 <= min_overlap <= max_overlap <= MAX_OVERLAP:
        fields["overlap"] = _("The overlap goes from at least 1 to at most %(most)d.") % {"most": MAX_OVERLAP}
    if not 0.5 < confidence < 1:
        fields["confidence"] = _("The confidence lies between 0.5 and 1.")
    if form not in Project.Form.values:
        fields["form"] = _("Choose one of: %(known)s.") % {"known": ", ".join(Project.Form.values)}
    if fields:
        raise InvalidProject(" ".join(fields.values()), fields=fields)


def _is_slug(slug: str) -> bool:
    try:
        validate_slug(slug)
    except ValidationError:
        return False
    return len(slug) <= MAX_SLUG
