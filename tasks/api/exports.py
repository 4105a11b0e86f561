"""Exports over the API: ask for one, see how it stands, cancel it, fetch its files."""

from typing import Any, cast

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import api_view, content_negotiation_class, permission_classes
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from raters.api.scopes import needs_scope
from raters.models import ApiToken, User
from tasks.exports import delivering, downloads, requests
from tasks.models import Export, Project

PAGE = 50
MayExport = needs_scope(ApiToken.Scope.EXPORT)


class PolicySerializer(serializers.Serializer[None]):
    min_ratings = serializers.IntegerField(required=False)
    min_confidence = serializers.FloatField(required=False)
    states = serializers.ListField(child=serializers.CharField(), required=False)


class ExportRequestSerializer(serializers.Serializer[None]):
    format = serializers.CharField(max_length=32)
    policy = serializers.DictField(required=False)


class FileSerializer(serializers.Serializer[None]):
    name = serializers.CharField()
    rows = serializers.IntegerField()
    sha256 = serializers.CharField()
    bytes = serializers.IntegerField()
    url = serializers.CharField()


class ExportSerializer(serializers.Serializer[None]):
    id = serializers.IntegerField()
    export = serializers.IntegerField()
    project = serializers.CharField()
    format = serializers.CharField()
    policy = PolicySerializer()
    status = serializers.ChoiceField(Export.Status.choices)
    items = serializers.IntegerField()
    items_done = serializers.IntegerField()
    rows = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    left_out = serializers.DictField(child=serializers.IntegerField())
    files = FileSerializer(many=True)
    error = serializers.DictField(allow_null=True)
    created_at = serializers.DateTimeField()
    cut_off = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class ExportListSerializer(serializers.Serializer[None]):
    results = ExportSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class AnyAccept(BaseContentNegotiation):
    """A file is what it is, whatever the client says it accepts."""

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Any,
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


@extend_schema(methods=["POST"], request=ExportRequestSerializer, responses={202: ExportSerializer})
@extend_schema(
    methods=["GET"],
    parameters=[OpenApiParameter("before", int, description="the smallest export id of the page before")],
    responses=ExportListSerializer,
)
@api_view(["GET", "POST"])
@permission_classes([MayExport])
def project_exports(request: Request, slug: str) -> Response:
    project = get_object_or_404(Project.objects.for_user(_user(request)), slug=slug)
    if request.method == "GET":
        return Response(_page(request, project))
    wanted = ExportRequestSerializer(data=request.data)
    wanted.is_valid(raise_exception=True)
    export = requests.request_export(
        project=project,
        user=_user(request),
        fmt=wanted.validated_data["format"],
        policy_data=wanted.validated_data.get("policy"),
    )
    location = {"Location": reverse("api-export", args=[export.pk])}
    return Response(_told(export), status=status.HTTP_202_ACCEPTED, headers=location)


@extend_schema(responses=ExportSerializer)
@api_view(["GET"])
@permission_classes([MayExport])
def export_detail(request: Request, export_id: int) -> Response:
    return Response(_told(_mine(request, export_id)))


@extend_schema(request=None, responses=ExportSerializer)
@api_view(["POST"])
@permission_classes([MayExport])
def cancel_export(request: Request, export_id: int) -> Response:
    return Response(_told(requests.cancel(export=_mine(request, export_id))))


@extend_schema(responses={(200, "application/x-ndjson"): OpenApiTypes.BINARY})
@api_view(["GET", "HEAD"])
@permission_classes([MayExport])
@content_negotiation_class(AnyAccept)
def export_file(request: Request, export_id: int, name: str) -> HttpResponseBase:
    found = delivering.stored_file(export=_mine(request, export_id), name=name)
    return downloads.answer(request, path=found.path, sha256=found.sha256, filename=name)


def _user(request: Request) -> User:
    return cast("User", request.user)


def _mine(request: Request, export_id: int) -> Export:
    mine = Export.objects.for_user(_user(request)).select_related("project")
    return get_object_or_404(mine, pk=export_id)


def _page(request: Request, project: Project) -> dict[str, Any]:
    newest = (
        Export.objects.for_user(_user(request))
        .filter(project=project)
        .select_related("project")
        .order_by("-pk")
    )
    before = request.query_params.get("before", "")
    if before.isdecimal() and len(before) < 19:
        newest = newest.filter(pk__lt=int(before))
    found = list(newest[: PAGE + 1])
    more = (
        reverse("api-exports", args=[project.slug]) + f"?before={found[PAGE - 1].pk}"
        if found[PAGE:]
        else None
    )
    return {"results": [_told(export) for export in found[:PAGE]], "next": more}


def _told(export: Export) -> dict[str, Any]:
    told = delivering.summary(export)
    files = [
        entry | {"url": reverse("api-export-file", args=[export.pk, entry["name"]])}
        for entry in told["files"]
    ]
    return {**told, "id": export.pk, "files": files}


urlpatterns = [
    path("projects/<slug:slug>/exports/", project_exports, name="api-exports"),
    path("exports/<int:export_id>/", export_detail, name="api-export"),
    path("exports/<int:export_id>/cancel", cancel_export, name="api-export-cancel"),
    path("exports/<int:export_id>/files/<str:name>", export_file, name="api-export-file"),
]
