"""Imports of a few rows, and what became of them."""

from __future__ import annotations

from typing import Any

from tasks.intake import importing, receiving
from tasks.intake.choices import Options
from tasks.intake.receiving import Upload
from tasks.models import Batch, Item, Project, RejectedLine
from tests.intake.cases import Row


def named(row: Row) -> str:
    return "-".join(row)[:60]


def taken(project: Project, *files: tuple[bytes, str], **options: Any) -> Batch:
    """Import files as one batch."""
    batch = receiving.receive(
        project=project,
        user=None,
        uploads=[Upload(name, [content]) for content, name in files],
        options=Options(**options),
    )
    importing.import_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def item() -> Item:
    assert [(one.line, one.code, one.field, one.details) for one in RejectedLine.objects.all()] == []
    return Item.objects.get()


def asked(found: Item) -> list[str]:
    return [message["content"] for message in found.prompt.messages]


def answers(found: Item) -> list[str]:
    return [place.completion.text for place in found.places.order_by("position")]


def preferred(found: Item) -> str:
    return answers(found)["ab".index(found.detail.meta["source_preference"])]
