"""A draft is an upload that was stored to be looked at first: survey it, choose again, and import it.

Decides when a draft is due for a survey and that only the newest choices are kept: a survey that was begun under
earlier ones writes nothing. What it finds is left to `trying`.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from config.errors import Conflict
from tasks import claims
from tasks.intake import receiving, storing
from tasks.intake.choices import Options, options_of
from tasks.intake.claiming import CLAIM
from tasks.intake.dry_run import taking_back, trying
from tasks.intake.dry_run.files import SurveyFile
from tasks.models import Batch


class NotADraft(Conflict):
    """The batch has been let in or given up; its choices stand."""

    code = "not_a_draft"


class _MovedOn(Exception):
    """Somebody chose again, or another job has taken the draft."""


@transaction.atomic
def look_again(*, batch: Batch, options: Options | None = None) -> Batch:
    """Have a draft surveyed under other choices, if any are given; a batch of which nothing came is one again.

    Raises: NotADraft, InvalidOptions, formats.UnknownFormat.
    """
    if batch.status != Batch.Status.DRAFT:  # before its row, as imports that use its waiting lines do
        storing.lock(batch.project_id)
    found = Batch.objects.select_for_update().get(pk=batch.pk)
    if taking_back.may(found):
        taking_back.take_back(found)
    else:
        _refuse_others(found)
    if options is not None:
        receiving.choose(batch=found, options=options)
    Batch.objects.filter(pk=found.pk).update(survey=None, claimed_until=Now(), n_attempts=0)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def confirm(*, batch: Batch, options: Options | None = None) -> Batch:
    """Queue a draft for import, under other choices if any are given.

    Raises: NotADraft, InvalidOptions, formats.UnknownFormat.
    """
    found = Batch.objects.select_for_update().get(pk=batch.pk)
    _refuse_others(found)
    if options is not None:
        receiving.choose(batch=found, options=options)
    Batch.objects.filter(pk=found.pk).update(status=Batch.Status.QUEUED, claimed_until=Now(), n_attempts=0)
    batch.refresh_from_db()
    return batch


def survey_draft(*, batch_id: int) -> None:
    """Look through a draft and keep what is found; a batch that is no draft is left as it is."""
    batch = Batch.objects.filter(pk=batch_id, status=Batch.Status.DRAFT).select_related("project").first()
    if batch is None:
        return
    progress = _Progress(batch)
    try:
        with claims.kept(progress.renew):
            found = trying.take(
                files=files_of(batch),
                project=batch.project,
                options=options_of(batch),
                report=progress.tell,
                on_tried=progress.keep,
                batch_id=batch.pk,
            )
        progress.write(survey=found, claimed_until=None, n_attempts=0)
    except _MovedOn:
        return


def files_of(batch: Batch) -> list[SurveyFile]:
    """Give a batch's uploads, in order."""
    return [
        SurveyFile(file.name, partial(default_storage.open, file.upload), file.n_bytes)  # type: ignore[arg-type]
        for file in batch.files.order_by("position")
    ]


class _Progress:
    """What the draft says while it is looked through, as long as the claim it was taken under is the newest."""

    def __init__(self, batch: Batch) -> None:
        self.batch_id = batch.pk
        self.n_bytes = batch.n_bytes
        self.claim: datetime | None = batch.claimed_until
        self._found: dict[str, Any] = {}
        self._writing = threading.Lock()

    def tell(self, n_lines: int, n_bytes_read: int) -> None:
        told = {"lines": n_lines, "bytes_read": n_bytes_read, "bytes": self.n_bytes}
        self.write(survey={**self._found, "progress": told}, claimed_until=Now() + CLAIM)

    def keep(self, found: dict[str, Any]) -> None:
        """Let what was found be seen while the rest is counted; it is written with the next progress."""
        self._found = found

    def renew(self) -> None:
        """Hold the draft for another while; whether it is still ours is found out at the next `tell`."""
        with suppress(_MovedOn):
            self.write(claimed_until=Now() + CLAIM)

    def write(self, **values: Any) -> None:
        with self._writing:
            self._write(**values)

    @transaction.atomic
    def _write(self, **values: Any) -> None:
        mine = Batch.objects.filter(pk=self.batch_id)
        if not mine.filter(status=Batch.Status.DRAFT, claimed_until=self.claim).update(**values):
            raise _MovedOn
        self.claim = mine.values_list("claimed_until", flat=True).get()


def _refuse_others(found: Batch) -> None:
    if found.status != Batch.Status.DRAFT:
        raise NotADraft(
            _("This batch is %(status)s: its choices stand.") % {"status": found.get_status_display()},
            status=found.status,
        )
