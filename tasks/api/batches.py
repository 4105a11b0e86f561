"""Batches over the API: upload or survey one, see how it stands, add to it, read what was rejected, delete it.

The steps of its life are in `batch_steps`.
"""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors import Invalid
from config.rest import JsonRenderer
from raters.api.scopes import needs_scope
from raters.models import ApiToken, User
from tasks import jobs
from tasks.api import batch_schema as schema
from tasks.api import finding, uploading
from tasks.api.exports import AnyAccept
from tasks.idempotency import Answer
from tasks.intake import batches, deleting, given_lines, progress, receiving, rejecting
from tasks.intake.dry_run import trying, words
from tasks.models import Batch, BatchFile, Project

PAGE = 50
SET = ("1", "true")
ACTS = needs_scope(ApiToken.Scope.MANAGE)
READS = needs_scope(ApiToken.Scope.MANAGE, ApiToken.Scope.EXPORT, ApiToken.Scope.QUALITY)


class BatchView(APIView):
    """Shared by the views of batches: managers act, engineers read."""

    renderer_classes = [JsonRenderer]

    def get_permissions(self) -> list[BasePermission]:
        return [READS() if self.request.method in ("GET", "HEAD", "OPTIONS") else ACTS()]

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    def project(self, slug: str) -> Project:
        return finding.one(Project.objects.for_user(self.user), slug=slug)

    def batches(self) -> QuerySet[Batch]:
        return Batch.objects.for_user(self.user).select_related("project").prefetch_related("files")

    def batch(self, batch_id: int) -> Batch:
        return finding.one(self.batches(), pk=batch_id)


class ProjectBatches(BatchView):
    parser_classes = [MultiPartParser]
    takes_upload = True

    @property
    def limit_scope(self) -> str:
        return "upload" if self.request.method == "POST" else "api"

    @extend_schema(
        request=schema.UploadSerializer,
        parameters=[schema.DRY_RUN, schema.KEY],
        responses={202: schema.BatchSerializer, 200: schema.SurveySerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        project = self.project(slug)
        given = uploading.checked(schema.UploadSerializer, request)
        if _is_set(request, "dry_run"):
            return Response(_surveyed(project, given))

        def act() -> Answer:
            batch = receiving.receive(
                project=project,
                user=self.user,
                name=given.get("name", ""),
                uploads=uploading.uploads(given["file"]),
                options=uploading.options(given),
                draft=given["draft"],
            )
            return Answer(status.HTTP_202_ACCEPTED, told(batch))

        answer = uploading.once(request, given, act)
        jobs.ring(jobs.survey_batches if given["draft"] else jobs.import_batches)
        location = {"Location": reverse("api-batch", args=[answer.body["id"]])}
        return Response(answer.body, status=answer.status, headers=location)

    @extend_schema(
        parameters=[schema.STATUS, schema.QUERY, schema.BEFORE], responses=schema.BatchListSerializer
    )
    def get(self, request: Request, slug: str) -> Response:
        mine = self.batches().filter(project=self.project(slug)).defer("survey")
        asked = {name: request.query_params.get(name, "") for name in ("status", "q", "before")}
        found = list(_matching(mine, **asked).order_by("-pk")[: PAGE + 1])
        following = None
        if found[PAGE:]:
            query = request.query_params.copy()
            query["before"] = str(found[PAGE - 1].pk)
            following = f"{reverse('api-batches', args=[slug])}?{query.urlencode()}"
        return Response({"results": [_listed(batch) for batch in found[:PAGE]], "next": following})


class BatchDetail(BatchView):
    @extend_schema(responses=schema.BatchSerializer)
    def get(self, _request: Request, batch_id: int) -> Response:
        return Response(told(self.batch(batch_id)))

    @extend_schema(responses={204: None})
    def delete(self, _request: Request, batch_id: int) -> Response:
        deleting.delete_batch(batch=self.batch(batch_id))
        jobs.ring(jobs.delete_batches)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BatchFiles(BatchView):
    """Add files to a batch, or up to 1,000 lines as JSON, which is how prompts get the answers they wait for."""

    parser_classes = [MultiPartParser, uploading.LinesParser]
    takes_upload = True
    limit_scope = "upload"

    @extend_schema(
        request={"multipart/form-data": schema.FilesSerializer, "application/json": schema.LinesSerializer},
        parameters=[schema.KEY],
        responses={202: schema.BatchSerializer},
    )
    def post(self, request: Request, batch_id: int) -> Response:
        batch = self.batch(batch_id)
        is_file = (request.content_type or "").startswith("multipart/")
        given = uploading.checked(schema.FilesSerializer if is_file else schema.LinesSerializer, request)

        def act() -> Answer:
            added = (
                uploading.uploads(given["file"])
                if is_file
                else [given_lines.upload(given["lines"], encoding=batch.encoding)]
            )
            return Answer(status.HTTP_202_ACCEPTED, told(receiving.extend(batch=batch, uploads=added)))

        answer = uploading.once(request, given, act)
        jobs.ring(jobs.import_batches)
        return Response(answer.body, status=answer.status)


class RejectedLines(BatchView):
    content_negotiation_class = AnyAccept

    @extend_schema(
        parameters=[schema.ORIGINALS], responses={(200, "application/x-ndjson"): OpenApiTypes.BINARY}
    )
    def get(self, request: Request, batch_id: int) -> HttpResponseBase:
        batch = self.batch(batch_id)
        rejecting.note_download(batch=batch, by=self.user)
        told = rejecting.originals_as_lines if _is_set(request, "originals") else rejecting.as_lines
        answer = StreamingHttpResponse(told(batch=batch), content_type="application/x-ndjson")
        answer["Content-Disposition"] = f'attachment; filename="batch-{batch.pk}-rejected.jsonl"'
        return answer


def told(batch: Batch) -> dict[str, Any]:
    """Tell all there is to say of a batch, in the words of the active language."""
    now = progress.database_clock(batch) if batch.status == Batch.Status.IMPORTING else None
    known = batches.summary(batch, now=now)
    found = words.worded(known["survey"]) if known["survey"] else None
    return {"id": batch.pk, "project": batch.project.slug, **known, "survey": found}


def _listed(batch: Batch) -> dict[str, Any]:
    batch.survey = None  # it holds whole texts, so a list of batches neither reads nor sends it
    return told(batch)


def _surveyed(project: Project, given: dict[str, Any]) -> dict[str, Any]:
    choices = uploading.options(given)
    receiving.check(choices)
    files = uploading.survey_files(given["file"])
    found = trying.take(files=files, project=project, options=choices, reads_on=False)
    return words.worded(found)


def _matching(found: QuerySet[Batch], *, status: str, q: str, before: str) -> QuerySet[Batch]:
    if status:
        if status not in Batch.Status.values:
            said = _("Choose one of: %(known)s.") % {"known": ", ".join(Batch.Status.values)}
            raise Invalid(said, fields={"status": said})
        found = found.filter(status=status)
    if q:
        file = BatchFile.objects.filter(batch=OuterRef("pk"), name__icontains=q)
        found = found.filter(Q(name__icontains=q) | Exists(file))
    return found.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 19 else found


def _is_set(request: Request, name: str) -> bool:
    return request.query_params.get(name, "").lower() in SET


urlpatterns = [
    path("projects/<slug:slug>/batches/", ProjectBatches.as_view(), name="api-batches"),
    path("batches/<int:batch_id>/", BatchDetail.as_view(), name="api-batch"),
    path("batches/<int:batch_id>/files", BatchFiles.as_view(), name="api-batch-files"),
    path("batches/<int:batch_id>/rejected.jsonl", RejectedLines.as_view(), name="api-batch-rejected"),
]
