"""Whether the process lives, and whether it can serve: database reached, migrations applied, broker answering.

A broker that does not answer is reported and does not make the service unready: nothing that matters is kept there.
"""

from __future__ import annotations

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse


def livez(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


def readyz(_request: HttpRequest) -> JsonResponse:
    found = {"database": _database(), "broker": "ok" if _broker() else "degraded"}
    is_ready = found["database"] == "ok"
    return JsonResponse({"status": "ok" if is_ready else "unready", **found}, status=200 if is_ready else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return "migrations missing" if unapplied else "ok"


def _broker() -> bool:
    cache.set("readyz", 1, 10)
    return bool(cache.get("readyz") == 1)
