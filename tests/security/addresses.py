"""A small address book for tests of middleware and problems: views that only weigh, raise or answer."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config import errors
from config.security.csp_report import csp_report
from config.security.limits import LIMITS, Limit, limited
from config.security.throttle import ScopedLimit
from config.security.uploads import takes_upload
from raters import access
from raters.api.scopes import needs_scope

LIMITS_OF_TESTS = LIMITS | {"page": Limit(3), "api": Limit(3)}


class NoSuchThing(errors.Missing):
    code = "no_such_thing"


KINDS = {
    "invalid": errors.Invalid("Wrong.", fields={"scores.factuality.b": "Choose 1 to 5."}),
    "forbidden": errors.Forbidden("Not yours to do."),
    "missing": NoSuchThing("Not there."),
    "conflict": errors.Conflict("Moved on.", version=3),
    "unavailable": errors.Unavailable("In a moment."),
    "stranger": access.NotSignedIn("Please sign in."),
    "http404": Http404("secret table name"),
    "denied": PermissionDenied("secret reason"),
    "bug": ZeroDivisionError("secret number"),
    "database": OperationalError("secret address"),
}


def failing(request: HttpRequest, kind: str) -> HttpResponse:
    raise KINDS[kind]


@csrf_exempt
def weighing(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"bytes": len(request.read())})


@csrf_exempt
@takes_upload
def uploading(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"bytes": len(request.read())})


@csrf_exempt
@limited("page")
def sending(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sent")


def downloading(request: HttpRequest) -> HttpResponse:
    return HttpResponse("file", headers={"Cache-Control": "private, max-age=60"})


class Uploads(APIView):
    takes_upload = True
    permission_classes = ()

    def post(self, request: Request) -> Response:
        return Response({"known": bool(request.user)})


class Limited(APIView):
    throttle_classes = (ScopedLimit,)
    permission_classes = ()

    def get(self, request: Request) -> Response:
        return Response({})


class LineSerializer(serializers.Serializer):
    number = serializers.IntegerField(max_value=5)


class SheetSerializer(serializers.Serializer):
    title = serializers.CharField()
    lines = LineSerializer(many=True)


@api_view(["GET", "POST"])
@permission_classes([])
def api_failing(request: Request, kind: str) -> Response:
    if kind == "serializer":
        SheetSerializer(data=request.data).is_valid(raise_exception=True)
    raise KINDS[kind]


@api_view(["GET"])
@permission_classes([needs_scope("manage")])
def api_managing(request: Request) -> Response:
    return Response({"managed": True})


urlpatterns = [
    path("fail/<str:kind>/", failing),
    path("weigh/", weighing),
    path("upload/", uploading),
    path("send/", sending),
    path("download/", downloading),
    path("csp-report/", csp_report),
    path("accounts/", include("raters.web.account_urls")),
    path("api/v1/", include("raters.api.urls")),
    path("", include("raters.web.urls")),
    path("", include("tasks.web.urls")),
    path("api/v1/fail/<str:kind>/", api_failing),
    path("api/v1/managing/", api_managing),
    path("api/v1/upload/", Uploads.as_view()),
    path("api/v1/limited/", Limited.as_view()),
]
handler400 = "config.problems.bad_request"
handler403 = "config.problems.forbidden"
handler404 = "config.problems.not_found"
handler500 = "config.problems.server_error"
