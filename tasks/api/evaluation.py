"""A project's evaluation set over the API: what it has, and a draw or its preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.urls import path
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest import JsonParser
from raters.api.scopes import needs_scope
from tasks import jobs
from tasks.api import finding, uploading
from tasks.api.projects import CHANGES, ReadingView
from tasks.api.settings import DRY_RUN
from tasks.policy import evaluation


class EvaluationSerializer(serializers.Serializer[None]):
    groups = serializers.IntegerField(help_text="prompt groups; near duplicates are one")
    items = serializers.IntegerField()
    rated = serializers.IntegerField(help_text="items with a rating")
    decided = serializers.IntegerField(help_text="items that are not open any more")
    drawn_at = serializers.DateTimeField(allow_null=True)


class SizeSerializer(serializers.Serializer[None]):
    """How large the set is to be: one of the two."""

    share = serializers.FloatField(
        required=False, allow_null=True, help_text="of the prompt groups, up to 0.5"
    )
    groups = serializers.IntegerField(required=False, allow_null=True)


class DrawSerializer(serializers.Serializer[None]):
    new_groups = serializers.IntegerField()
    new_items = serializers.IntegerField()
    ratings = serializers.IntegerField(help_text="asked for beyond those wanted now")
    groups = serializers.IntegerField(help_text="in the set then")


class EvaluationSet(ReadingView):
    parser_classes = [JsonParser]

    def get_permissions(self) -> Sequence[Any]:
        return (
            [CHANGES()] if self.request.method == "POST" else [needs_scope("manage", "export", "quality")()]
        )

    @extend_schema(responses=EvaluationSerializer)
    def get(self, _request: Request, slug: str) -> Response:
        return Response(asdict(evaluation.standing(finding.one(self.projects(), slug=slug))))

    @extend_schema(
        request=SizeSerializer,
        parameters=[DRY_RUN],
        responses=PolymorphicProxySerializer(
            "EvaluationOrDraw", [EvaluationSerializer, DrawSerializer], resource_type_field_name=None
        ),
    )
    def post(self, request: Request, slug: str) -> Response:
        project = finding.one(self.projects(), slug=slug)
        given = uploading.checked(SizeSerializer, request)
        size = evaluation.Size(share=given.get("share"), groups=given.get("groups"))
        if request.query_params.get("dry_run", "") in uploading.SET:
            return Response(asdict(evaluation.preview(project=project, size=size)))
        evaluation.draw(project=project, size=size, by=self.user)
        jobs.ring(jobs.fill_trays)
        return Response(asdict(evaluation.standing(project)))


urlpatterns = [
    path("projects/<slug:slug>/evaluation-set/", EvaluationSet.as_view(), name="api-evaluation-set"),
]
