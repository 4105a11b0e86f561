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

from tests.cluster import for_this_run

cluster = for_this_run(os.environ)
atexit.register(cluster.stop)
os.environ |= cluster.environment
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()


def pytest_unconfigure() -> None:
    cluster.stop()
