"""The entry point of the web processes."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# Every view is loaded before the server forks: the workers share it, and no first request waits for it.
get_resolver().url_patterns  # noqa: B018
