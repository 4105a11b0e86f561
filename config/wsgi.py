"""The entry point of the web processes."""

import os

from config import timeouts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ[timeouts.PROGRAM] = "web"

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config import watchdog
from config.celery import app as app  # else a doorbell would ring at no broker of ours

application = get_wsgi_application()
watchdog.start(patience=settings.STATEMENT_SECONDS + 2)
# Every view is loaded before the server forks: the workers share it, and no first request waits for it.
get_resolver().url_patterns  # noqa: B018
