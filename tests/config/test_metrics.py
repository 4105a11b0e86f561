from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from tasks import heartbeats
from tasks.models import Batch, Rating, Tray
from tests.factories import make_rater
from tests.work import make_batch, make_items, make_project, prefer, take_next

pytestmark = pytest.mark.django_db


def read(client: Client | None = None, **headers: str) -> dict[str, float]:
    answer = (client or Client()).get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_what_is_due_is_counted_and_dated() -> None:
    project = make_project()
    Batch.objects.filter(pk=make_batch(project).pk).update(
        status="queued", created_at=Now() - timedelta(seconds=100)
    )
    Tray.objects.create(project=project, rater=make_rater(), due_at=Now() - timedelta(seconds=7))

    found = read()

    assert (found["touchstone_due batches"], found["touchstone_due trays"]) == (1, 1)
    assert found["touchstone_due_oldest_seconds batches"] == pytest.approx(100, abs=5)
    assert found["touchstone_due_oldest_seconds trays"] == pytest.approx(7, abs=5)


def test_what_is_claimed_is_not_due() -> None:
    batch = make_batch(make_project())
    claimed = Now() + timedelta(seconds=15)
    Batch.objects.filter(pk=batch.pk).update(status="importing", claimed_until=claimed)

    found = read()

    assert found["touchstone_due batches"] == 0
    assert found["touchstone_batches importing"] == 1


def test_ratings_and_leases_are_counted() -> None:
    project = make_project()
    make_items(project, 3)
    rater = make_rater()
    prefer(take_next(project, rater), 2)
    take_next(project, rater)

    found = read()

    assert found["touchstone_ratings_total"] == Rating.objects.latest("pk").pk
    assert found["touchstone_leases open"] + found["touchstone_leases reserved"] >= 1


def test_signs_of_life_are_dated() -> None:
    heartbeats.record(program="beat")

    assert read()["touchstone_heartbeat_age_seconds beat"] < 5


def test_errors_are_counted_over_all_processes() -> None:
    cache.delete("errors")

    logging.getLogger("tasks").error("something broke")

    assert read()["touchstone_errors"] == 1


def test_no_statement_touches_a_payload() -> None:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        read()

    said = " ".join(query["sql"] for query in caught)
    assert len(caught) <= 8
    assert not [word for word in ("text", "content", "rationale", "answers", "*  FROM") if f" {word}" in said]


@pytest.mark.parametrize("address", ["10.0.0.7", "8.8.8.8"])
def test_strangers_see_nothing(address: str) -> None:
    assert Client(REMOTE_ADDR=address).get("/metrics").status_code == 404


def test_a_proxy_on_this_machine_does_not_make_a_stranger_a_neighbour(settings: Any) -> None:
    forwarded = {"X-Forwarded-For": "127.0.0.1, 8.8.8.8"}

    assert Client().get("/metrics", headers=forwarded).status_code == 404
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert Client().get("/metrics", headers=forwarded).status_code == 404
    assert Client().get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [{"X-Forwarded-Proto": "https"}, {"Forwarded": "for=8.8.8.8"}, {"Via": "1.1 proxy"}],
    ids=lambda sent: next(iter(sent)),
)
def test_behind_https_a_proxy_that_names_no_client_is_a_stranger(settings: Any, sent: dict[str, str]) -> None:
    settings.IS_HTTPS = True

    assert Client().get("/metrics", headers=sent).status_code == 404
    assert Client().get("/metrics").status_code == 200


def test_with_a_token_only_the_token_counts(settings: Any) -> None:
    settings.METRICS_TOKEN = "a-long-token"

    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert read(Client(REMOTE_ADDR="8.8.8.8"), Authorization="Bearer a-long-token")
