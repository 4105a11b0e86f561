"""Where a parsed rubric comes from: its stored version. Versions never change, so a process reads each once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import transaction

from tasks.models import RubricVersion
from tasks.rubric.definition import Rubric, parse


@lru_cache(maxsize=512)
def by_id(version_id: int) -> Rubric:
    """Return the parsed rubric of a stored version."""
    return parse(RubricVersion.objects.values_list("definition", flat=True).get(pk=version_id))


def published(definition: dict[str, Any]) -> RubricVersion:
    """Return the version that holds this definition; store it under the next number if none does.

    Raises: InvalidRubric.
    """
    key = parse(definition).key
    with transaction.atomic():
        versions = list(RubricVersion.objects.select_for_update().filter(key=key).order_by("-number"))
        for version in versions:
            if version.definition == definition:
                return version
        number = versions[0].number + 1 if versions else 1
        return RubricVersion.objects.create(key=key, number=number, definition=definition)
