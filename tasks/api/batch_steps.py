"""The steps of a batch's life over the API, each an address below the batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from config.rest import JsonParser
from tasks import jobs
from tasks.api import batch_schema as schema
from tasks.api import uploading
from tasks.api.batches import BatchView, told
from tasks.idempotency import Answer
from tasks.intake import batches
from tasks.intake.choices import options_of
from tasks.intake.dry_run import drafts
from tasks.models import Batch

Step = Callable[..., Batch]


def resume(*, batch: Batch) -> Batch:
    """Open a paused batch; import the rest of one that was stopped for its bad lines."""
    is_paused = batch.status == Batch.Status.PAUSED
    return batches.open_batch(batch=batch) if is_paused else batches.go_on(batch=batch)


STEPS: dict[str, Step] = {
    "open": batches.open_batch,
    "hold": batches.hold_batch,
    "pause": batches.pause_batch,
    "resume": resume,
    "archive": batches.archive_batch,
    "restore": batches.restore_batch,
    "cancel": batches.cancel,
}
# A draft is surveyed again or let in, under other choices if the request has any.
DRAFT_STEPS: dict[str, Step] = {"look": drafts.look_again, "confirm": drafts.confirm}
DUE = (jobs.survey_batches, jobs.import_batches, jobs.fill_trays)


class BatchStep(BatchView):
    step: ClassVar[str] = ""

    @extend_schema(request=None, parameters=[schema.KEY], responses=schema.BatchSerializer)
    def post(self, request: Request, batch_id: int) -> Response:
        batch = self.batch(batch_id)
        return _taken(request, {}, lambda: STEPS[self.step](batch=batch))


class DraftStep(BatchView):
    parser_classes = [JsonParser, FormParser, MultiPartParser]
    step: ClassVar[str] = ""

    @extend_schema(
        request=schema.ChoicesSerializer, parameters=[schema.KEY], responses=schema.BatchSerializer
    )
    def post(self, request: Request, batch_id: int) -> Response:
        batch = self.batch(batch_id)
        given = uploading.checked(schema.ChoicesSerializer, request)
        chosen = uploading.options(given, options_of(batch))
        return _taken(request, given, lambda: DRAFT_STEPS[self.step](batch=batch, options=chosen))


def _taken(request: Request, given: dict[str, Any], step: Callable[[], Batch]) -> Response:
    answer = uploading.once(request, given, lambda: Answer(status.HTTP_200_OK, told(step())))
    for job in DUE:
        jobs.ring(job)
    return Response(answer.body)


def _address(view: type[BatchView], step: str) -> URLPattern:
    named = cast("type[BatchView]", type(f"{step.title()}Batch", (view,), {"step": step, "__doc__": None}))
    return path(f"batches/<int:batch_id>/{step}", named.as_view(), name=f"api-batch-{step}")


urlpatterns = [
    *(_address(BatchStep, step) for step in STEPS),
    *(_address(DraftStep, step) for step in DRAFT_STEPS),
]
