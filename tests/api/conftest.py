"""A project with its manager, who asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from raters.models import Role
from tasks import projects
from tasks.models import Project
from tests.api.batches import client_of
from tests.factories import make_user


@pytest.fixture
def uploads(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def project(db: None, uploads: Path) -> Project:
    return projects.create_project(slug="stones", owner=make_user(Role.MANAGER))


@pytest.fixture
def api(project: Project) -> Client:
    return client_of(project.created_by)
