"""Loads the sample project, once: whatever people have made of it since is theirs and stays.

Its exports are asked for and left to the worker, as everybody's are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from raters.models import User
from tasks import guidelines, members, projects
from tasks.demo import password as passwords
from tasks.demo import people, ratings
from tasks.exports import requests
from tasks.intake import importing, receiving
from tasks.intake.choices import Options
from tasks.intake.receiving import Upload
from tasks.models import Batch, Completion, Project
from tasks.rendering import cache

SLUG = "demo"
NAME = "Answer pairs / 成对回答"
GUIDELINE = "Judging pairs of answers / 成对回答标注规范"
# The spreadsheet has a row that is rejected, and one twice.
BATCHES = (
    ("pairs.jsonl", Options()),
    ("pairs-held.jsonl", Options(hold=True)),
    ("spreadsheet.csv", Options(duplicates=Batch.Duplicates.SKIP)),
)
EXPORTS = ("canonical", "trl-preference")
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a person needs to sign in, and whether the project was made just now."""

    people: tuple[people.Person, ...]
    password: str
    created: bool


def load(*, folder: Path, now: datetime) -> Loaded:
    """Make what is missing of the sample accounts and the sample project; `folder` keeps the password.

    All or nothing, so that a project that is there is complete.

    Raises: projects.SlugTaken, creating.EmailTaken when another process is loading it too.
    """
    password, is_new = passwords.kept(folder)
    with transaction.atomic():
        users = people.ensure(password=password, renew=is_new, now=now)
        created = not Project.objects.filter(slug=SLUG).exists()
        if created:
            _fill(_project(users, now), users, now)
    return Loaded(people=people.PEOPLE, password=password, created=created)


def _project(users: Mapping[str, User], now: datetime) -> Project:
    project = projects.create_project(slug=SLUG, name=NAME, owner=users["manager"])
    for key in ("engineer", "expert", "lead", *people.RATERS):
        members.add(project=project, user=users[key])
    guidelines.publish(
        project=project,
        name=GUIDELINE,
        text_en=(FOLDER / "guideline.en.md").read_text(),
        text_zh=(FOLDER / "guideline.zh.md").read_text(),
        by=users["expert"],
        now=now,
    )
    project.refresh_from_db()
    return project


def _fill(project: Project, users: Mapping[str, User], now: datetime) -> None:
    for name, options in BATCHES:
        batch = receiving.receive(
            project=project,
            user=users["manager"],
            uploads=[Upload(name, [(FOLDER / name).read_bytes()])],
            options=options,
            claim=True,
        )
        importing.import_batch(batch_id=batch.pk)
    ratings.give(project=project, users=users, now=now)
    for name in EXPORTS:
        requests.request_export(project=project, user=users["engineer"], fmt=name)
    # Whoever opens the first item right after the start sees it rendered, before any job has run.
    shown = Completion.objects.filter(prompt__project=project)
    cache.warm(list(shown.values_list("text", flat=True)))
