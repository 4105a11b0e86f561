"""Background work: claims what is due and makes one domain call for each; rung by a doorbell, swept by beat.

Nothing is lost without them: what is due stands in PostgreSQL, and a job that dies is found again by the next sweep.
"""

from __future__ import annotations

import logging
from time import monotonic
from typing import Any

from celery import shared_task
from celery.app.task import Task
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import OperationalError

from config.cache import rest
from tasks import adding, idempotency
from tasks.assignment import filling, leasing, warming
from tasks.exports import running
from tasks.intake import claiming, deleting, importing
from tasks.intake.dry_run import drafts
from tasks.models import Project

RING_SECONDS = 2
NEAR_RESTS = 10
logger = logging.getLogger(__name__)


def ring(job: Task[Any, Any], subject: int | str = "") -> None:
    """Wake a job now instead of at the next sweep; one ring at a time for each subject, and never an error."""
    if rest.is_on() or not cache.add(_bell(job, subject), 1, RING_SECONDS):
        return
    try:
        job.apply_async(retry=False, expires=30)
    except (OperationalError, OSError) as error:
        rest.begin(error)


def _bell(job: Task[Any, Any], subject: int | str = "") -> str:
    return f"bell:{job.name}:{subject}"


@shared_task
def fill_trays() -> None:
    """Fill every tray that is due, and render what its rater will read.

    The bell is free again at once: a tray that falls due from now on rings for itself.
    """
    cache.delete(_bell(fill_trays))
    while (due := filling.claim_due()) is not None:
        project, rater = due
        filling.fill(project=project, rater=rater, now=timezone.now())
        warming.warm_tray(project=project, rater=rater)


@shared_task
def expire_leases() -> None:
    for project in Project.objects.exclude(state=Project.State.CLOSED):
        leasing.expire_due(project=project)


@shared_task
def import_batches() -> None:
    while (batch_id := claiming.claim_due()) is not None:
        try:
            importing.import_batch(batch_id=batch_id)
        except importing.NoRoom as error:
            logger.warning("batch %s waits: %s", batch_id, error.message)
    ring(fill_trays)


@shared_task
def survey_batches() -> None:
    while (batch_id := claiming.claim_draft()) is not None:
        drafts.survey_draft(batch_id=batch_id)


@shared_task
def delete_batches() -> None:
    for batch_id in deleting.due():
        deleting.remove(batch_id=batch_id)


@shared_task
def group_prompts() -> None:
    """Compare the prompts of projects that have new ones; a project then rests ten times as long as that took.

    So a million prompts that get a few more every minute keep a worker busy a tenth of its time at most.
    """
    # Here, because web imports this module too and has no use for arrays.
    from tasks.intake.near_duplicates import near

    for project_id in near.due():
        if cache.get(f"near:{project_id}"):
            continue
        began = monotonic()
        if near.group_prompts(project_id=project_id):
            cache.set(f"near:{project_id}", 1, NEAR_RESTS * (monotonic() - began))


@shared_task
def write_exports() -> None:
    for export_id in running.due():
        running.run(export_id=export_id)


@shared_task
def forget_requests() -> None:
    idempotency.forget(now=timezone.now())


@shared_task
def admit_added() -> None:
    adding.admit()
