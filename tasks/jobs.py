"""Background work: claims what is due and makes one domain call for each; rung by a doorbell, swept by beat.

Nothing is lost without them: what is due stands in PostgreSQL, and a job that dies is found again by the next sweep.
A job that is told its queue takes the work of that queue only (`tasks.lanes`); told none, it takes all.
"""

from __future__ import annotations

import logging
from time import monotonic
from typing import Any, Final

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
from tasks.lanes import LONG, SMALL, TRAYS
from tasks.models import Project
from tasks.policy import spreading

WAITS_FOR: Final = 60
"""Seconds a message waits at most; until then, or until it is taken, no second one is sent."""
NEAR_RESTS = 10
QUEUES: Final = {
    "tasks.jobs.fill_trays": (TRAYS,),
    "tasks.jobs.import_batches": (SMALL, LONG),
    "tasks.jobs.survey_batches": (SMALL, LONG),
    "tasks.jobs.write_exports": (SMALL, LONG),
    "tasks.jobs.delete_batches": (LONG,),
    "tasks.jobs.group_prompts": (LONG,),
    "tasks.jobs.spread_settings": (LONG,),
    "tasks.jobs.expire_leases": (SMALL,),
    "tasks.jobs.admit_added": (SMALL,),
    "tasks.jobs.forget_requests": (SMALL,),
}
logger = logging.getLogger(__name__)


def ring(job: Task[Any, Any]) -> None:
    """Wake a job now instead of at the next sweep; one message waits in each of its queues, and never an error."""
    for queue in QUEUES[job.name]:
        if rest.is_on() or not may_send(job.name, queue):
            continue
        try:
            job.apply_async(kwargs={"queue": queue}, queue=queue, retry=False, expires=WAITS_FOR)
        except (OperationalError, OSError) as error:
            rest.begin(error)


def may_send(name: str, queue: str) -> bool:
    """Say whether no message of a job is waiting in a queue, and from now on one is."""
    free = bool(cache.add(_bell(name, queue), 1, WAITS_FOR))
    # A broker that has just failed to answer would keep the caller waiting.
    return free and not rest.is_on()


def _bell(name: str, queue: str) -> str:
    return f"bell:{name}:{queue}"


def _taken(name: str, queue: str) -> None:
    """A message was taken: what falls due from now on rings for itself."""
    if queue:
        cache.delete(_bell(name, queue))


@shared_task
def fill_trays(queue: str = "") -> None:
    """Fill every tray that is due, and render what its rater will read."""
    _taken(fill_trays.name, queue)
    while (due := filling.claim_due()) is not None:
        project, rater = due
        filling.fill(project=project, rater=rater)
        warming.warm_tray(project=project, rater=rater)
        filling.finish(project=project, rater=rater)


@shared_task
def expire_leases(queue: str = "") -> None:
    _taken(expire_leases.name, queue)
    for project in Project.objects.exclude(state=Project.State.CLOSED):
        leasing.expire_due(project=project)


@shared_task
def import_batches(queue: str = "") -> None:
    _taken(import_batches.name, queue)
    while (batch_id := claiming.claim_due(lane=queue)) is not None:
        try:
            importing.import_batch(batch_id=batch_id)
        except importing.NoRoom as error:
            logger.warning("batch %s waits: %s", batch_id, error.message)
        ring(fill_trays)


@shared_task
def survey_batches(queue: str = "") -> None:
    _taken(survey_batches.name, queue)
    while (batch_id := claiming.claim_draft(lane=queue)) is not None:
        drafts.survey_draft(batch_id=batch_id)


@shared_task
def delete_batches(queue: str = "") -> None:
    _taken(delete_batches.name, queue)
    for batch_id in deleting.due():
        deleting.remove(batch_id=batch_id)


@shared_task
def spread_settings(queue: str = "") -> None:
    """Write changed settings of batches to their items."""
    _taken(spread_settings.name, queue)
    spreading.spread()


@shared_task
def group_prompts(queue: str = "") -> None:
    """Compare the prompts of projects that have new ones; a project then rests ten times as long as that took.

    So a million prompts that get a few more every minute keep a worker busy a tenth of its time at most.
    """
    # Here, because web imports this module too and has no use for arrays.
    from tasks.intake.near_duplicates import near

    _taken(group_prompts.name, queue)
    for project_id in near.due():
        if cache.get(f"near:{project_id}"):
            continue
        began = monotonic()
        if near.group_prompts(project_id=project_id):
            cache.set(f"near:{project_id}", 1, NEAR_RESTS * (monotonic() - began))


@shared_task
def write_exports(queue: str = "") -> None:
    _taken(write_exports.name, queue)
    for export_id in running.due(lane=queue):
        running.run(export_id=export_id)


@shared_task
def forget_requests(queue: str = "") -> None:
    _taken(forget_requests.name, queue)
    idempotency.forget(now=timezone.now())


@shared_task
def admit_added(queue: str = "") -> None:
    _taken(admit_added.name, queue)
    adding.sweep(now=timezone.now())
