"""What a program can ask about the person it acts for."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from raters.api.authentication import token_of


class MeSerializer(serializers.Serializer[None]):
    email = serializers.EmailField()
    name = serializers.CharField()
    role = serializers.CharField()
    rater = serializers.CharField(allow_null=True)
    scopes = serializers.ListField(child=serializers.CharField())


@extend_schema(responses=MeSerializer)
@api_view(["GET"])
def me(request: Request) -> Response:
    token = token_of(request)
    user = token.user
    rater = getattr(user, "rater", None)
    return Response(
        {
            "email": user.email,
            "name": user.name,
            "role": user.role,
            "rater": rater.pseudonym if rater else None,
            "scopes": token.scopes,
        }
    )
