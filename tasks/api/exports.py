"""Exports over the API: ask for one, see how it stands, cancel it, fetch its files."""

from dataclasses import asdict
from typing import Any, cast

import orjson
from django.conf import settings
from django.http import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors import Invalid
from config.rest import JsonParser, JsonRenderer
from raters.accounts import tokens
from raters.api.authentication import token_of
from raters.api.scopes import needs_scope
from raters.models import ApiToken, User
from tasks import idempotency, jobs
from tasks.api import finding
from tasks.api.export_schema import (
    DownloadListSerializer,
    ExportListSerializer,
    ExportPreviewSerializer,
    ExportRequestSerializer,
    ExportSerializer,
    LinkRequestSerializer,
    LinkSerializer,
    NewExportSerializer,
)
from tasks.exports import requests, saved
from tasks.exports.delivery import archive, delivering, handing_over, links, taken
from tasks.exports.selecting import previewing
from tasks.models import Export, Project

PAGE = 50
BODY = ("format", "policy")


class UnknownSetting(Invalid):
    code = "unknown_setting"


class ExportView(APIView):
    """Shared by the views of this file: JSON in and out, a token that may export."""

    parser_classes = [JsonParser]
    renderer_classes = [JsonRenderer]
    permission_classes = [needs_scope(ApiToken.Scope.EXPORT)]

    @property
    def user(self) -> User:
        return cast("User", self.request.user)

    def find(self, export_id: int) -> Export:
        return finding.one(Export.objects.for_user(self.user).select_related("project"), pk=export_id)

    def hand_over(self, request: Request, export_id: int, name: str) -> HttpResponseBase:
        token_id = token_of(request).pk
        return handing_over.hand_over(
            request,
            export=self.find(export_id),
            name=name,
            by=self.user,
            is_let_in=lambda: tokens.is_good(token_id=token_id, now=timezone.now()),
        )


class ProjectExports(ExportView):
    limit_scope = "export"

    @extend_schema(
        parameters=[OpenApiParameter("before", int, description="the smallest export id of the page before")],
        responses=ExportListSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        return Response(_page(self.user, self.project(slug), request.query_params.get("before", "")))

    @extend_schema(request=NewExportSerializer, responses={202: ExportSerializer})
    def post(self, request: Request, slug: str) -> Response:
        project = self.project(slug)
        wanted = _saved(project, request.data) or _wanted(request.data)

        def act() -> idempotency.Answer:
            export = requests.request_export(project=project, user=self.user, **wanted)
            return idempotency.Answer(status.HTTP_202_ACCEPTED, orjson.loads(orjson.dumps(_told(export))))

        answer = idempotency.once(
            user=self.user,
            key=request.headers.get("Idempotency-Key", ""),
            request=orjson.dumps([request.path, wanted]),
            act=act,
        )
        jobs.ring(jobs.write_exports)
        location = reverse("api-export", args=[answer.body["id"]])
        return Response(answer.body, status=answer.status, headers={"Location": location})

    def project(self, slug: str) -> Project:
        return finding.one(Project.objects.for_user(self.user), slug=slug)


class ExportPreview(ExportView):
    """What an export would take now, without making it."""

    limit_scope = "export"

    @extend_schema(request=ExportRequestSerializer, responses=ExportPreviewSerializer)
    def post(self, request: Request, slug: str) -> Response:
        project = finding.one(Project.objects.for_user(self.user), slug=slug)
        wanted = _wanted(request.data)
        found = previewing.preview(project, wanted["fmt"], wanted["policy_data"])
        told = {"taken": found.taken, "counts": found.counts, "not_taken": found.not_taken}
        told |= {"splits": found.splits, "exact": found.is_exact}
        return Response(told | {"policy": found.policy.as_dict()})


class ExportDetail(ExportView):
    @extend_schema(responses=ExportSerializer)
    def get(self, request: Request, export_id: int) -> Response:  # noqa: ARG002
        return Response(_told(self.find(export_id)))


class CancelExport(ExportView):
    @extend_schema(request=None, responses=ExportSerializer)
    def post(self, request: Request, export_id: int) -> Response:  # noqa: ARG002
        return Response(_told(requests.cancel(export=self.find(export_id))))


class AnyAccept(BaseContentNegotiation):
    """A file is what it is, whatever the client says it accepts."""

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Any,
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class ExportFile(ExportView):
    content_negotiation_class = AnyAccept

    @extend_schema(responses={(200, "application/x-ndjson"): OpenApiTypes.BINARY})
    def get(self, request: Request, export_id: int, name: str) -> HttpResponseBase:
        return self.hand_over(request, export_id, name)


class ExportArchive(ExportView):
    content_negotiation_class = AnyAccept

    @extend_schema(responses={(200, "application/x-tar"): OpenApiTypes.BINARY})
    def get(self, request: Request, export_id: int) -> HttpResponseBase:
        return self.hand_over(request, export_id, archive.NAME)


class ExportLinks(ExportView):
    @extend_schema(request=LinkRequestSerializer, responses={201: LinkSerializer})
    def post(self, request: Request, export_id: int) -> Response:
        name = finding.mapping(request.data or {}).get("file", archive.NAME)
        link = links.make(export=self.find(export_id), name=str(name), by=self.user, now=timezone.now())
        url = settings.ORIGIN + reverse("download_link", args=[link.signed, link.filename])
        told = {"url": url, "file": link.filename, "expires_at": link.until}
        return Response(told, status=status.HTTP_201_CREATED)


class ExportDownloads(ExportView):
    permission_classes = [needs_scope(ApiToken.Scope.MANAGE)]

    @extend_schema(
        parameters=[OpenApiParameter("before", int, description="`next_before` of the page before")],
        responses=DownloadListSerializer,
    )
    def get(self, request: Request, export_id: int) -> Response:
        before = request.query_params.get("before", "")
        older_than = int(before) if before.isdecimal() and len(before) < 19 else None
        return Response(asdict(taken.page(export=self.find(export_id), before=older_than)))


def _saved(project: Project, data: Any) -> dict[str, Any] | None:
    """Return format and policy where the request names a saved policy, which stands alone."""
    body = finding.mapping(data)
    if "saved" not in body:
        return None
    strange = {name: _("A saved policy stands alone.") for name in body if name != "saved"}
    if strange:
        raise UnknownSetting(" ".join(strange.values()), fields=strange)
    policy = saved.named(project, str(body["saved"]))
    return {"fmt": policy.format, "policy_data": policy.policy}


def _wanted(data: Any) -> dict[str, Any]:
    body = finding.mapping(data)
    strange = {name: _("There is no such setting here.") for name in body if name not in BODY}
    if strange:
        raise UnknownSetting(" ".join(strange.values()), fields=strange)
    return {"fmt": body.get("format", ""), "policy_data": body.get("policy") or {}}


def _page(user: User, project: Project, before: str) -> dict[str, Any]:
    newest = Export.objects.for_user(user).filter(project=project).select_related("project").order_by("-pk")
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
    whole = reverse("api-export-archive", args=[export.pk]) if files else None
    return {**told, "id": export.pk, "files": files, "archive": whole}


urlpatterns = [
    path("projects/<slug:slug>/exports/", ProjectExports.as_view(), name="api-exports"),
    path("projects/<slug:slug>/exports/preview", ExportPreview.as_view(), name="api-export-preview"),
    path("exports/<int:export_id>/", ExportDetail.as_view(), name="api-export"),
    path("exports/<int:export_id>/cancel", CancelExport.as_view(), name="api-export-cancel"),
    path("exports/<int:export_id>/files/<str:name>", ExportFile.as_view(), name="api-export-file"),
    path("exports/<int:export_id>/archive", ExportArchive.as_view(), name="api-export-archive"),
    path("exports/<int:export_id>/links/", ExportLinks.as_view(), name="api-export-links"),
    path("exports/<int:export_id>/downloads/", ExportDownloads.as_view(), name="api-export-downloads"),
]
