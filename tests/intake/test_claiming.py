from datetime import timedelta

import pytest
from django.db.models.functions import Now

from tasks.intake import claiming
from tasks.models import Batch
from tests.work import make_batch, make_project

pytestmark = pytest.mark.django_db


def queued(**fields) -> Batch:
    return make_batch(make_project(), status=Batch.Status.QUEUED, **fields)


def test_a_queued_batch_is_claimed_by_one_worker_only():
    batch = queued()

    assert claiming.claim_due() == batch.pk
    assert claiming.claim_due() is None


def test_a_batch_whose_worker_died_is_claimed_again():
    batch = queued(claimed_until=Now() - timedelta(seconds=1))

    assert claiming.claim_due() == batch.pk


def test_a_batch_that_breaks_off_again_and_again_has_failed_and_says_so():
    batch = queued(n_attempts=claiming.MOST_ATTEMPTS)

    assert claiming.claim_due() is None

    batch.refresh_from_db()
    assert (batch.status, batch.error) == (Batch.Status.FAILED, {"reason": "gave_up"})
