"""A pass over near-duplicates beside imports, other workers and its own death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection, connections, transaction

from tasks import jobs
from tasks.intake.near_duplicates import near
from tasks.models import Batch, Project
from tests.intake.near_prompts import PERU, ask, grouped
from tests.work import make_batch, make_project

pytestmark = pytest.mark.django_db

# Groups the prompts with small chunks and kills itself, -9, behind the second of them.
DYING = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from tasks.intake.near_duplicates import near

connection.settings_dict["NAME"] = sys.argv[1]
near.WRITTEN_AT_ONCE = 5
real, calls = near._write_some, []

def dying(*args):
    real(*args)
    calls.append(args)
    if len(calls) == 2:
        os.kill(os.getpid(), signal.SIGKILL)

near._write_some = dying
near.group_prompts(project_id=int(sys.argv[2]))
"""


def wait_for_the_lock_of_the_dead(project: Project) -> None:
    """PostgreSQL gives it back as soon as it sees that the process is gone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(near.LOCK.replace("pg_try_advisory", "pg_advisory"), [project.pk])


@pytest.mark.django_db(transaction=True)
def test_a_pass_that_is_killed_is_due_again_and_ends_the_same() -> None:
    project = make_project()
    for number in range(20):
        ask(project, f"{PERU} That is question {number % 7}" + "." * (number // 7))
    expected = grouped(project)
    project.prompts.update(near_group=None)
    arguments = [str(connection.settings_dict["NAME"]), str(project.pk)]

    died = subprocess.run([sys.executable, "-c", DYING, *arguments], env=os.environ, check=False)

    assert died.returncode == -signal.SIGKILL
    assert project.prompts.filter(near_group=None).count() == 10
    assert near.due() == [project.pk]
    wait_for_the_lock_of_the_dead(project)
    assert grouped(project) == expected
    assert near.due() == []


def test_two_workers_do_not_compare_the_same_project() -> None:
    project = make_project()
    ask(project, PERU)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute(near.LOCK.replace("_xact", ""), [project.pk])

        assert not near.group_prompts(project_id=project.pk)
        assert near.due() == [project.pk]
    finally:
        other.close()


def test_nothing_is_compared_while_something_is_imported() -> None:
    project = make_project()
    ask(project, PERU)
    batch = make_batch(project, status=Batch.Status.IMPORTING)
    assert near.due() == []

    Batch.objects.filter(pk=batch.pk).update(status=Batch.Status.HELD)

    assert near.due() == [project.pk]


def test_the_job_compares_what_is_due_and_leaves_it_at_that() -> None:
    project = make_project()
    prompt = ask(project, PERU)

    jobs.group_prompts()

    prompt.refresh_from_db()
    assert prompt.near_group == prompt.pk
    assert near.due() == []
