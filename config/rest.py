"""How the API reads and writes JSON: orjson on both sides, which refuses what JSON does not have (NaN, half pairs)."""

from __future__ import annotations

from typing import IO, Any

import orjson
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

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
