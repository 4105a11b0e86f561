"""The Celery application: background work is called a job and lives in `jobs.py` of an app.

Decides that every worker and beat give signs of life, that long work leaves the processor to what people wait for, and
that a worker keeps its connection to the database from one job to the next.
"""

import logging
import os
import threading
import time
from typing import Any

from celery import Celery, signals
from django.db import close_old_connections

from config import timeouts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault(timeouts.PROGRAM, "worker")
LONG_IS_NICER_BY = 10
logger = logging.getLogger(__name__)

app = Celery("touchstone")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


@signals.worker_ready.connect
def _worker_lives(**_: Any) -> None:
    _show_life(*app.amqp.queues.consume_from)


@signals.beat_init.connect
def _beat_lives(**_: Any) -> None:
    _show_life("beat")


@signals.task_prerun.connect
def _look_at_connections(**_: Any) -> None:
    """Close what has grown old or was ended, as Django does before a request.

    Celery would close every connection after every job: a new one costs PostgreSQL more than filling a tray does.
    """
    close_old_connections()


@signals.worker_process_init.connect
def _be_nice(**_: Any) -> None:
    if set(app.amqp.queues.consume_from) == {"long"}:
        os.nice(LONG_IS_NICER_BY)


def _show_life(*programs: str) -> None:
    """Record signs of life until the process ends, in a thread that no job keeps busy."""
    from tasks import heartbeats

    threading.Thread(
        target=_beat, args=(programs, heartbeats.BEATS_EVERY), name="heartbeat", daemon=True
    ).start()


def _beat(programs: tuple[str, ...], seconds: float) -> None:
    from django.db import DatabaseError, connection

    from tasks import heartbeats

    while True:
        try:
            for program in programs:
                heartbeats.record(program=program)
        except DatabaseError as error:
            logger.warning("no sign of life could be recorded: %s", type(error).__name__)
        finally:
            # Kept open, it would be inherited by every process of the pool.
            connection.close()
        time.sleep(seconds)
