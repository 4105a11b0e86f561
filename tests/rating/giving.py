"""Items given back as a rater does it, and what is said when nothing follows."""

from __future__ import annotations

from raters.models import Rater
from tasks.assignment import opening
from tasks.models import Assignment, Project
from tasks.rating import giving_back
from tests.work import NOW


def skip(assignment: Assignment) -> Assignment:
    return giving_back.skip(assignment_id=assignment.pk, rater=assignment.rater, reason="outside_skill")


def reason_for(project: Project, rater: Rater) -> str:
    return opening.open_next(project=project, rater=rater, now=NOW)[1]


def release(assignment: Assignment) -> Assignment:
    return giving_back.release(assignment_id=assignment.pk, rater=assignment.rater)
