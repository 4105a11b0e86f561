"""Takes what browsers report about the content security policy and writes one log line for each report."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from config.security.limits import limited

LONGEST = 16 * 1024
KEPT = (
    "document-uri",
    "effective-directive",
    "violated-directive",
    "blocked-uri",
    "source-file",
    "line-number",
)
logger = logging.getLogger("touchstone.csp")


@csrf_exempt
@require_POST
@limited("csp_report")
def csp_report(request: HttpRequest) -> HttpResponse:
    # A browser sends no token here and reads no answer; a body that is no report is dropped.
    report = _read(request)
    if report:
        logger.warning("csp report %s", json.dumps(report, ensure_ascii=True))
    return HttpResponse(status=204)


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        body: Any = json.loads(request.read(LONGEST))
    except (ValueError, RecursionError):
        return {}
    report = body.get("csp-report") if isinstance(body, dict) else None
    if not isinstance(report, dict):
        return {}
    return {name: str(report[name])[:300] for name in KEPT if name in report}
