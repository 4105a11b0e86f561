"""The app of who: people, their rights and skills, and the rules they follow."""

from django.apps import AppConfig


class RatersConfig(AppConfig):
    name = "raters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import raters.api.schema  # noqa: F401 (loading it tells the OpenAPI document of our token)
