"""The app of who: people, their rights and skills, and the rules they follow."""

from django.apps import AppConfig


class RatersConfig(AppConfig):
    name = "raters"
    default_auto_field = "django.db.models.BigAutoField"
