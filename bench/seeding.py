"""Fills a running Touchstone and the floor beside it with what the raters of the bench work on."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from raters.accounts import creating, tokens
from raters.models import Role
from tasks.models import Project
from tasks.projects import create_project

# The raters here are a hundred times faster than people, so their trays hold ten times as much.
TRAY = 40
SLUG, PASSWORD = "bench", "a-quiet-stone-in-the-river"
SENTENCE = (
    "the answer names a source, and its year is right because the record of the harbour says so twice; "
    "what it leaves open is whether the older map was drawn by the same hand or only copied later "
)
WORDS = SENTENCE.split()


@dataclass(frozen=True)
class Person:
    email: str
    token: str


def people(n: int) -> list[Person]:
    made = []
    for number in range(n):
        email = f"rater-{number}@example.org"
        now = timezone.now()
        user = creating.create_user(email=email, role=Role.RATER, password=PASSWORD, now=now)
        made.append(Person(email, tokens.create_token(user=user)))
    return made


def project(pairs: int, folder: Path) -> Project:
    """Make a project and import its pairs: prompts of 200 characters, answers of 1,000 with some Markdown."""
    made = create_project(slug=SLUG)
    Project.objects.filter(pk=made.pk).update(tray_size=TRAY)
    file = folder / "pairs.jsonl"
    with file.open("w") as lines:
        for number in range(pairs):
            answers = [{"text": text(1000, marked=True)} for _ in "ab"]
            line = {"id": str(number), "prompt": text(200), "completions": answers}
            lines.write(json.dumps(line) + "\n")
    call_command("import_batch", SLUG, str(file))
    return made


def count_rows() -> None:
    """Give the planner what autovacuum gives it within a minute: the figures of tables that are no longer empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()


def text(length: int, *, marked: bool = False) -> str:
    """Return plain words, or paragraphs with emphasis and a list, in just so many characters."""
    words: list[str] = []
    while sum(map(len, words)) + len(words) < length:
        words.append(random.choice(WORDS))
        if marked and len(words) % 25 == 0:
            words.append(random.choice(("\n\n", "**note**", "\n- ", "`year`")))
    return " ".join(words)[: length - 1] + "."


def floor(dsn: str, pairs: int) -> None:
    """Fill the table of the bare view."""
    with psycopg2.connect(dsn) as connection, connection.cursor() as cursor:
        rows = [(text(200), text(1000, marked=True), text(1000, marked=True)) for _ in range(pairs)]
        cursor.executemany("INSERT INTO bare_pair (prompt, first, second) VALUES (%s, %s, %s)", rows)
        cursor.execute("ANALYZE bare_pair")
