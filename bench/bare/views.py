"""The bare view: one SELECT by primary key, one INSERT by the ORM, 2.4 kB of JSON in the answer."""

import json

from django.http import HttpRequest, JsonResponse
from django.urls import path

from bench.bare.models import Pair, Rated


def rate(request: HttpRequest, pk: int) -> JsonResponse:
    pair = Pair.objects.get(pk=pk)
    given = json.loads(request.body)
    rated = Rated.objects.create(
        pair=pair, rater=given["rater"], strength=given["preference"]["strength"], content=given
    )
    answers = {"a": pair.first, "b": pair.second}
    return JsonResponse({"id": rated.pk, "next": {"id": pair.pk, "prompt": pair.prompt, "answers": answers}})


urlpatterns = [path("rate/<int:pk>", rate)]
