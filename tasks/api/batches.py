"""Batches over the API: upload one, see how it stands, read what was rejected, open, hold and cancel it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, cast

from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import path, reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from raters.api.scopes import needs_scope
from raters.models import ApiToken, User
from tasks import jobs
from tasks.api import finding
from tasks.api.exports import AnyAccept
from tasks.intake import batches, receiving
from tasks.intake.canonical import json_text
from tasks.intake.receiving import Options, Upload
from tasks.models import Batch, Project

PAGE = 50


class UploadSerializer(serializers.Serializer[None]):
    file = serializers.FileField(allow_empty_file=True)
    name = serializers.CharField(required=False, max_length=255)
    format = serializers.CharField(required=False, allow_blank=True, max_length=32, default="")
    hold = serializers.BooleanField(default=False)
    duplicates = serializers.ChoiceField(Batch.Duplicates.choices, default=Batch.Duplicates.KEEP)


class BatchSerializer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    batch = serializers.IntegerField()
    project = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(Batch.Status.choices)
    format = serializers.CharField()
    hold = serializers.BooleanField()
    encoding = serializers.CharField()
    columns = serializers.DictField()
    duplicates_are = serializers.ChoiceField(Batch.Duplicates.choices)
    pairing = serializers.ChoiceField(Batch.Pairing.choices)
    n_opponents = serializers.IntegerField()
    counts_ratings = serializers.BooleanField()
    lines = serializers.IntegerField()
    accepted = serializers.IntegerField()
    waiting = serializers.IntegerField()
    items = serializers.IntegerField()
    ratings = serializers.IntegerField()
    rejected = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    warnings = serializers.IntegerField()
    bytes = serializers.IntegerField()
    bytes_read = serializers.IntegerField()
    error = serializers.DictField(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)


class BatchListSerializer(serializers.Serializer[None]):
    results = BatchSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class BatchView(APIView):
    """Shared by the views of this file: a token that may manage."""

    permission_classes = [needs_scope(ApiToken.Scope.MANAGE)]

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    def project(self, slug: str) -> Project:
        return finding.one(Project.objects.for_user(self.user), slug=slug)

    def batch(self, batch_id: int) -> Batch:
        return finding.one(Batch.objects.for_user(self.user).select_related("project"), pk=batch_id)


class ProjectBatches(BatchView):
    parser_classes = [MultiPartParser]
    takes_upload = True

    @property
    def limit_scope(self) -> str:
        return "upload" if self.request.method == "POST" else "api"

    @extend_schema(request=UploadSerializer, responses={202: BatchSerializer})
    def post(self, request: Request, slug: str) -> Response:
        project = self.project(slug)
        wanted = UploadSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        batch = receiving.receive(
            project=project,
            user=self.user,
            name=given.get("name", ""),
            uploads=[Upload(given["file"].name, given["file"].chunks())],
            options=Options(fmt=given["format"], hold=given["hold"], duplicates=given["duplicates"]),
        )
        jobs.ring(jobs.import_batches)
        location = {"Location": reverse("api-batch", args=[batch.pk])}
        return Response(_told(batch), status=status.HTTP_202_ACCEPTED, headers=location)

    @extend_schema(
        parameters=[OpenApiParameter("before", int, description="the smallest batch id of the page before")],
        responses=BatchListSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        project = self.project(slug)
        newest = Batch.objects.for_user(self.user).filter(project=project).select_related("project")
        before = request.query_params.get("before", "")
        if before.isdecimal() and len(before) < 19:
            newest = newest.filter(pk__lt=int(before))
        found = list(newest.order_by("-pk")[: PAGE + 1])
        following = (
            f"{reverse('api-batches', args=[slug])}?before={found[PAGE - 1].pk}" if found[PAGE:] else None
        )
        return Response({"results": [_told(batch) for batch in found[:PAGE]], "next": following})


class BatchDetail(BatchView):
    @extend_schema(responses=BatchSerializer)
    def get(self, _request: Request, batch_id: int) -> Response:
        return Response(_told(self.batch(batch_id)))


class RejectedLines(BatchView):
    content_negotiation_class = AnyAccept

    @extend_schema(responses={(200, "application/x-ndjson"): OpenApiTypes.BINARY})
    def get(self, _request: Request, batch_id: int) -> HttpResponseBase:
        batch = self.batch(batch_id)
        answer = StreamingHttpResponse(
            _json_lines(batches.rejected_lines(batch=batch)), content_type="application/x-ndjson"
        )
        answer["Content-Disposition"] = f'attachment; filename="batch-{batch.pk}-rejected.jsonl"'
        return answer


class BatchStep(BatchView):
    """One step of a batch's life; each address names its step."""

    step: ClassVar[str] = ""
    steps: ClassVar[dict[str, Callable[..., Batch]]] = {
        "open": batches.open_batch,
        "hold": batches.hold_batch,
        "cancel": batches.cancel,
    }

    @extend_schema(request=None, responses=BatchSerializer)
    def post(self, _request: Request, batch_id: int) -> Response:
        batch = self.steps[self.step](batch=self.batch(batch_id))
        jobs.ring(jobs.fill_trays)
        return Response(_told(batch))


class OpenBatch(BatchStep):
    step = "open"


class HoldBatch(BatchStep):
    step = "hold"


class CancelBatch(BatchStep):
    step = "cancel"


def _told(batch: Batch) -> dict[str, Any]:
    return {"id": batch.pk, "project": batch.project.slug, **batches.summary(batch)}


def _json_lines(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    for row in rows:
        yield json_text(row).encode() + b"\n"


urlpatterns = [
    path("projects/<slug:slug>/batches/", ProjectBatches.as_view(), name="api-batches"),
    path("batches/<int:batch_id>/", BatchDetail.as_view(), name="api-batch"),
    path("batches/<int:batch_id>/rejected.jsonl", RejectedLines.as_view(), name="api-batch-rejected"),
    path("batches/<int:batch_id>/open", OpenBatch.as_view(), name="api-batch-open"),
    path("batches/<int:batch_id>/hold", HoldBatch.as_view(), name="api-batch-hold"),
    path("batches/<int:batch_id>/cancel", CancelBatch.as_view(), name="api-batch-cancel"),
]
