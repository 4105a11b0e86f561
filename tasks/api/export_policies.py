"""Saved export policies over the API: which there are, saving one, forgetting one."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from tasks.api import finding, uploading
from tasks.api.export_schema import PolicySerializer
from tasks.api.exports import ExportView
from tasks.exports import saved
from tasks.models import Project


class SavedPolicySerializer(serializers.Serializer[None]):
    name = serializers.CharField()
    format = serializers.CharField()
    policy = PolicySerializer()
    made_at = serializers.DateTimeField()


class SavedPoliciesSerializer(serializers.Serializer[None]):
    results = SavedPolicySerializer(many=True)


class SavePolicySerializer(serializers.Serializer[None]):
    name = serializers.CharField(max_length=64)
    format = serializers.CharField(max_length=32)
    policy = serializers.DictField(required=False, help_text="as for an export")


class SavedPolicies(ExportView):
    @extend_schema(operation_id="projects_export_policies_list", responses=SavedPoliciesSerializer)
    def get(self, _request: Request, slug: str) -> Response:
        return Response({"results": [saved.told(each) for each in saved.of(self.project(slug))]})

    @extend_schema(request=SavePolicySerializer, responses={201: SavedPolicySerializer})
    def post(self, request: Request, slug: str) -> Response:
        project, given = self.project(slug), uploading.checked(SavePolicySerializer, request)
        policy = saved.save(
            project=project,
            user=self.user,
            name=given["name"],
            fmt=given["format"],
            policy_data=given.get("policy", {}),
        )
        return Response(saved.told(policy), status=status.HTTP_201_CREATED)

    def project(self, slug: str) -> Any:
        return finding.one(Project.objects.for_user(self.user), slug=slug)


class SavedPolicy(SavedPolicies):
    http_method_names = ["get", "delete", "options"]

    @extend_schema(responses=SavedPolicySerializer)
    def get(self, _request: Request, slug: str, name: str) -> Response:  # type: ignore[override]
        return Response(saved.told(saved.named(self.project(slug), name)))

    @extend_schema(responses={204: None})
    def delete(self, _request: Request, slug: str, name: str) -> Response:
        saved.remove(project=self.project(slug), user=self.user, name=name)
        return Response(status=status.HTTP_204_NO_CONTENT)


urlpatterns = [
    path("projects/<slug:slug>/export-policies/", SavedPolicies.as_view(), name="api-export-policies"),
    path("projects/<slug:slug>/export-policies/<str:name>/", SavedPolicy.as_view(), name="api-export-policy"),
]
