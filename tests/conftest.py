"""Starts the services and sets Django up before any other conftest or test is imported.

DJANGO_SETTINGS_MODULE is set here and not in pyproject.toml: pytest-django would read the settings before
this file could say where the database is.

TOUCHSTONE_TEST_DATABASE_URL and TOUCHSTONE_TEST_REDIS_URL take the place of the private services;
TOUCHSTONE_TEST_PG_BIN names a folder with the programs of another PostgreSQL (15 or newer).
"""

from __future__ import annotations

import atexit
import os

import django
import hypothesis
import pytest
from django.conf import settings

from tests.cluster import for_this_run

cluster = for_this_run(os.environ)
atexit.register(cluster.stop)
os.environ |= cluster.environment
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
# The processes of a run share the cores: a second thread for arrays would be waited for more than it computes.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
django.setup()

# Pages name their static files plainly: collecting and hashing them is what `serve` does, not every test run.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.PASSWORD_HASHERS[0] = "tests.passwords.QuickArgon2"
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# How long an example takes says how busy the machine is, and nothing about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Leave the services to the processes that will run the tests: each starts its own.

    They inherit what is set here, and would read the settings of this process before their own services are up.
    """
    cluster.stop()
    del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    cluster.stop()
