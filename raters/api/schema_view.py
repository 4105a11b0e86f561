"""The OpenAPI document, for whoever is signed in or holds a token; made once a process, language and format.

Making it takes 57 ms, and it changes only with the code.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from raters.api.authentication import TokenAuthentication

RENDERERS = {each.format: each for each in (OpenApiYamlRenderer, OpenApiJsonRenderer)}


class SchemaView(SpectacularAPIView):
    # The token first: its header goes into the answer to a stranger.
    authentication_classes = (TokenAuthentication, SessionAuthentication)
    permission_classes = (IsAuthenticated,)
    renderer_classes = [OpenApiYamlRenderer, OpenApiJsonRenderer]

    @extend_schema(exclude=True)
    def get(self, request: Request, *_args: Any, **_kwargs: Any) -> HttpResponse:
        renderer = request.accepted_renderer
        body = document(renderer.format, get_language())
        return HttpResponse(body, content_type=f"{renderer.media_type}; charset=utf-8")


@cache
def document(form: str, _language: str | None) -> bytes:
    generator = SchemaGenerator(api_version="v1")  # type: ignore[no-untyped-call]
    schema = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    rendered: bytes = RENDERERS[form]().render(schema, renderer_context={})
    return rendered
