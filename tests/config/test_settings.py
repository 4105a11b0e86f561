"""What a deployment's environment makes of the settings, read in a process of its own."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from config.services.folders import CHECKOUT
from tests.services.programs import environment

KEY = "k" * 48
READ = """
import json, django
from django.conf import settings
names = ["SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS"]
print(json.dumps({name: getattr(settings, name) for name in names} | {"key": settings.SECRET_KEY}))
"""


def read(**given: str) -> subprocess.CompletedProcess[str]:
    env = environment(DJANGO_SETTINGS_MODULE="config.settings", DATABASE_URL="postgres://x@/x", **given)
    return subprocess.run(
        [sys.executable, "-c", READ], env=env, cwd=CHECKOUT, capture_output=True, text=True, check=False
    )


def test_the_database_driver_is_psycopg2():
    assert connection.Database.__name__ == "psycopg2"


def test_jobs_take_json_only_and_keep_no_results():
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.CELERY_TASK_IGNORE_RESULT


def test_a_given_database_needs_a_given_key():
    done = read()

    assert done.returncode != 0
    assert "TOUCHSTONE_SECRET_KEY must be set" in done.stderr


@pytest.mark.parametrize("key", ["secret", "x" * 31])
def test_a_short_key_is_refused(key):
    assert read(TOUCHSTONE_SECRET_KEY=key).returncode != 0


def test_https_makes_cookies_secure_and_bound_to_the_host():
    found = json.loads(read(TOUCHSTONE_SECRET_KEY=KEY, TOUCHSTONE_ORIGIN="https://rate.example.org").stdout)

    assert found["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    assert found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert "rate.example.org" in found["ALLOWED_HOSTS"]


def test_plain_http_on_loopback_has_ordinary_cookies_and_no_hsts():
    found = json.loads(read(TOUCHSTONE_SECRET_KEY=KEY).stdout)

    assert (found["SESSION_COOKIE_NAME"], found["SECURE_HSTS_SECONDS"]) == ("sessionid", 0)
    assert "*" not in found["ALLOWED_HOSTS"]
