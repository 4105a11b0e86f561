"""The floor: Django with one view and nothing around it."""

import os

from config.env import database

SECRET_KEY = "the floor signs nothing"
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {"default": database(os.environ["DATABASE_URL"])}
INSTALLED_APPS = ["bench.bare"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare.views"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
