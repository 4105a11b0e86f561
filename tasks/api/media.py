"""The media of an assignment over the API, as its rater sees them."""

from __future__ import annotations

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from tasks.api.assignments import RatingView
from tasks.api.exports import AnyAccept
from tasks.assignment import media
from tasks.exports.delivery import downloads

WHICH = OpenApiParameter(
    "which", str, OpenApiParameter.PATH, description="an answer's letter, or an attachment's number from 1"
)


class AssignmentMedia(RatingView):
    content_negotiation_class = AnyAccept

    @extend_schema(parameters=[WHICH], responses={(200, "*/*"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, which: str) -> HttpResponseBase:
        found = media.of_assignment(assignment_id=pk, rater=self.rater, which=which)
        return downloads.show(request, **found._asdict())
