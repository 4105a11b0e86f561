"""The API of a rater's work: take the next assignment, keep a draft, submit, skip, give back, undo."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, cast
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.rest import JsonParser, JsonRenderer
from config.security.limits import take
from raters.access import rater_of
from raters.api.authentication import TokenAuthentication
from raters.api.scopes import needs_scope
from raters.models import Rater, User
from tasks import jobs
from tasks.api import assignment_schema as schema
from tasks.api import finding
from tasks.assignment import door, leasing, opening, presentation, reading, reopening
from tasks.assignment.leasing import AssignmentMissing
from tasks.models import Assignment, Project
from tasks.rating import drafts, giving_back, undo
from tasks.rating.next import Step, submit_and_open_next
from tasks.rating.submission import Caller
from tasks.rubric.definition import Rubric


class RatingView(APIView):
    """Shared by the views of this file: JSON in and out, a token that may rate."""

    parser_classes = [JsonParser]
    renderer_classes = [JsonRenderer]
    permission_classes = [needs_scope("rate")]
    limit_scope = "rate"

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    @property
    def rater(self) -> Rater:
        return rater_of(self.user)


class NextAssignment(RatingView):
    @extend_schema(
        request=None, responses={200: schema.AssignmentSerializer, 204: None}, parameters=schema.WHY
    )
    def post(self, _request: Request, slug: str) -> Response:
        project = finding.one(Project.objects.for_user(self.user), slug=slug)
        opened, reason = opening.open_next(project=project, rater=self.rater, now=timezone.now())
        jobs.ring(jobs.fill_trays)
        if opened is None:
            return Response(status=status.HTTP_204_NO_CONTENT, headers=_why(reason, project, self.rater))
        return Response(_assignment(opened))


class SubmitRating(RatingView):
    """The hot path: the token is looked up together with the assignment, so nothing is authenticated beforehand."""

    permission_classes = []
    throttle_classes = []

    def perform_authentication(self, request: Request) -> None:
        """Leave it to the statement that loads the assignment."""

    @extend_schema(
        request=schema.RatingSerializer, responses={201: schema.StoredSerializer}, parameters=[schema.KEY]
    )
    def post(self, request: Request, pk: int) -> Response:
        digest = _token_digest(request)
        if wait := take("rate", f"token:{digest.hex()[:24]}"):
            self.throttled(request, wait)
        payload = request.data

        def read(_rubric: Rubric) -> Any:
            return payload

        try:
            step = submit_and_open_next(
                caller=Caller(token=digest),
                assignment_id=pk,
                read=read,
                key=request.headers.get("Idempotency-Key", "")[:128],
                language=get_language() or "en",
                now=timezone.now(),
            )
        except AssignmentMissing:
            # Whether the token or the assignment is unknown is told apart only here, off the hot path.
            if TokenAuthentication().authenticate(request) is None:
                raise NotAuthenticated from None
            raise
        if step.submitted.tray_is_low:
            jobs.ring(jobs.fill_trays)
        return Response(_stored(step), status=status.HTTP_201_CREATED)


class AssignmentDetail(RatingView):
    """A rater's own assignment as the rater sees it; a manager's view of whose it is and of which item."""

    permission_classes = [needs_scope("rate", "manage")]

    @extend_schema(responses=schema.SEEN)
    def get(self, _request: Request, pk: int) -> Response:
        found = finding.one(Assignment.objects.for_user(self.user).select_related("rater", "item"), pk=pk)
        if found.rater.user_id == self.user.pk:
            return Response(_assignment(reading.own(assignment_id=pk, rater=found.rater).pk))
        return Response(finding.for_manager(found))


class DraftView(RatingView):
    @extend_schema(request=schema.DraftSerializer, responses=schema.SavedSerializer)
    def post(self, request: Request, pk: int) -> Response:
        content, revision = finding.draft(request.data)
        draft = drafts.save(assignment_id=pk, rater=self.rater, content=content, revision=revision)
        return Response({"saved_at": draft.saved_at, "revision": draft.revision})


class ExtendLease(RatingView):
    @extend_schema(request=None, responses=schema.LeaseSerializer)
    def post(self, _request: Request, pk: int) -> Response:
        return Response({"lease_expires_at": leasing.extend(assignment_id=pk, rater=self.rater)})


class SkipAssignment(RatingView):
    @extend_schema(request=schema.SkipSerializer, responses=schema.EndedSerializer)
    def post(self, request: Request, pk: int) -> Response:
        reason = str(finding.mapping(request.data).get("reason", ""))
        skipped = giving_back.skip(assignment_id=pk, rater=self.rater, reason=reason)
        return Response({"id": skipped.pk, "state": skipped.state})


class ReleaseAssignment(RatingView):
    @extend_schema(request=None, responses=schema.EndedSerializer)
    def post(self, _request: Request, pk: int) -> Response:
        released = giving_back.release(assignment_id=pk, rater=self.rater)
        return Response({"id": released.pk, "state": released.state})


class ResumeAssignment(RatingView):
    """Open again what ran out, was skipped or was given back, while its item has a free place."""

    @extend_schema(request=None, responses=schema.AssignmentSerializer)
    def post(self, _request: Request, pk: int) -> Response:
        return Response(_assignment(reopening.resume(assignment_id=pk, rater=self.rater).pk))


class UndoRating(RatingView):
    @extend_schema(request=None, responses=schema.AssignmentSerializer)
    def post(self, _request: Request, pk: int) -> Response:
        mine = finding.one(Assignment.objects.filter(rater=self.rater).select_related("project"), pk=pk)
        reopened = undo.undo(rater=self.rater, project=mine.project, assignment_id=mine.pk)
        return Response(_assignment(reopened.pk))


def _assignment(pk: int) -> dict[str, Any]:
    return presentation.to_json(presentation.load(pk), language=get_language() or "en")


def _why(reason: str, project: Project, rater: Rater) -> dict[str, str]:
    """Give the reason as headers; a note of any language travels percent-encoded."""
    note = door.note_for(project=project, rater=rater)
    return {"X-Reason": reason} | ({"X-Note": quote(note)} if note else {})


def _stored(step: Step) -> dict[str, Any]:
    stored = step.submitted
    return {
        "id": stored.rating,
        "version": stored.version,
        "surplus": stored.surplus,
        "submitted_at": stored.submitted_at,
        "next": step.next,
        "reason": step.reason,
        "note": step.note,
    }


def _token_digest(request: Request) -> bytes:
    _keyword, _space, plaintext = request.headers.get("Authorization", "").partition(" ")
    return sha256(plaintext.strip().encode()).digest()
