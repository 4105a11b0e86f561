"""What beat sends, and how often: a sweep finds what no doorbell rang for.

Decides that a sweep is left out while one like it still waits, so that a queue that is busy for minutes has one message
at its end and not hundreds that nobody needs any more.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from kombu.exceptions import OperationalError

EVERY = {
    "tasks.jobs.fill_trays": 3,
    "tasks.jobs.import_batches": 5,
    "tasks.jobs.survey_batches": 5,
    "tasks.jobs.write_exports": 5,
    "tasks.jobs.delete_batches": 10,
    "tasks.jobs.spread_settings": 10,
    "tasks.jobs.expire_leases": 15,
    "tasks.jobs.admit_added": 15,
    "tasks.jobs.group_prompts": 30,
    "tasks.jobs.forget_requests": 3600,
}
"""Seconds."""
logger = logging.getLogger(__name__)


class Sweeps(Scheduler):
    """Beat's scheduler; it remembers nothing, for a sweep too many does no harm."""

    def setup_schedule(self) -> None:
        from tasks import jobs  # needs the models, which are there only now

        entries: dict[str, Any] = {
            f"{name} {queue}": {
                "task": name,
                "schedule": timedelta(seconds=seconds),
                "kwargs": {"queue": queue},
                "options": {"queue": queue, "expires": jobs.WAITS_FOR},
            }
            for name, seconds in EVERY.items()
            for queue in jobs.QUEUES[name]
        }
        self.merge_inplace(entries)

    def apply_async(self, entry: ScheduleEntry, *args: Any, **kwargs: Any) -> Any:
        from tasks import jobs

        if not jobs.may_send(str(entry.task), (entry.options or {})["queue"]):
            return None
        try:
            return super().apply_async(entry, *args, **kwargs)
        except (OperationalError, OSError) as error:
            logger.warning("the broker does not take %s: %s", entry.task, type(error).__name__)
            return None
