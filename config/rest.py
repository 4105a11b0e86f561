"""How the API reads and writes JSON: orjson on both sides, which refuses what JSON does not have (NaN, half pairs).

It also decides that a request which takes whatever comes, or JSON, is not asked further.
"""

from __future__ import annotations

from typing import IO, Any

import orjson
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from config import json_bytes


class JsonParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: IO[Any], *_context: Any, **_more: Any) -> Any:
        body = stream.read()
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("The body is not JSON: %(problem)s") % {"problem": error}) from error


class JsonRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data: Any, *_context: Any, **_more: Any) -> bytes:
        return b"" if data is None else json_bytes.escaped(orjson.dumps(data))


class JsonNegotiation(DefaultContentNegotiation):
    """The framework's own, which takes a twentieth of a submit's time to find its only renderer."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        only = renderers[0]
        is_any = request.META.get("HTTP_ACCEPT", "*/*") in ("*/*", only.media_type)
        if len(renderers) == 1 and is_any and not request.META.get("QUERY_STRING") and not format_suffix:
            return only, only.media_type
        found: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return found
