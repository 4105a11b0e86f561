"""Create a project with its policy, and change it. Decides which values go together; the database has the last word."""

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
from tasks.rubric import presets, versions

MAX_SLUG = 64
MAX_OVERLAP = 50
MAX_SKIPS = 1000


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


def change_policy(
    *,
    project: Project,
    max_rejected: float,
    reference_for: str,
    max_skips_per_hour: int | None = None,
    by: User | None = None,
) -> Project:
    """Change what imports tolerate, who is shown references and how much a rater may skip; from the next act on.

    A limit of skips that is not given stays.

    Raises: InvalidProject.
    """
    fields = {}
    skips = project.max_skips_per_hour if max_skips_per_hour is None else max_skips_per_hour
    if not 1 <= skips <= MAX_SKIPS:
        fields["max_skips_per_hour"] = _("The limit of skips lies between 1 and %(most)d an hour.") % {
            "most": MAX_SKIPS
        }
    if not 0 <= max_rejected <= 1:
        fields["max_rejected"] = _("The share of bad lines lies between 0 and 1.")
    if reference_for not in Project.ReferenceFor.values:
        fields["reference_for"] = _("Choose one of: %(known)s.") % {
            "known": ", ".join(Project.ReferenceFor.values)
        }
    if fields:
        raise InvalidProject(" ".join(fields.values()), fields=fields)
    project.max_rejected, project.reference_for = max_rejected, reference_for
    project.max_skips_per_hour = skips
    with transaction.atomic():
        project.save(update_fields=["max_rejected", "reference_for", "max_skips_per_hour"])
        label = (
            f"{project.slug}: max_rejected={max_rejected:g}, reference_for={reference_for}, "
            f"max_skips_per_hour={skips}"
        )
        _note(security_events.Kind.POLICY_CHANGED, project, by=by, label=label)
    return project


def _note(kind: security_events.Kind, project: Project, *, by: User | None, label: str) -> None:
    security_events.record(kind, by=by, subject="project", subject_id=project.pk, label=label)


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
