"""Items whose answers are pictures, and what else stands beside answers."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any

from django.core.files.storage import default_storage

from tasks.intake.files import media
from tasks.models import Completion, Item, ItemDetail, Media, Project
from tests.samples import png
from tests.work import make_item

RED, BLUE = png(colour=(200, 30, 30)), png(colour=(30, 30, 200))


def make_media(content: bytes = RED, kind: str = "image", content_type: str = "image/png") -> Media:
    digest = sha256(content).digest()
    name = media.stored_name(digest)
    if not default_storage.exists(name):
        default_storage.save(name, BytesIO(content))
    fields: dict[str, Any] = {
        "kind": kind,
        "content_type": content_type,
        "n_bytes": len(content),
        "stored": name,
    }
    return Media.objects.get_or_create(digest=digest, defaults=fields)[0]


def show(item: Item, *shown: Media | None) -> None:
    """Give each answer of an item, in the imported order, its media."""
    for position, one in enumerate(shown):
        Completion.objects.filter(places__item=item, places__position=position).update(media=one)


def make_picture_item(project: Project) -> Item:
    item = make_item(project, texts=["", " "])
    show(item, make_media(RED), make_media(BLUE))
    return item


def bring(item: Item, **fields: Any) -> None:
    """Let the item's line have carried something besides."""
    ItemDetail.objects.filter(item=item).update(**fields)


def attached(*found: Media, **named: Media) -> list[dict[str, Any]]:
    given = [({}, one) for one in found] + [({"name": name}, one) for name, one in named.items()]
    return [{"path": f"x/{one.pk}", "media": str(one.pk), "kind": one.kind, **name} for name, one in given]
