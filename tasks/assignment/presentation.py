"""What a rater sees of an assignment: which answer stands where, and the one JSON for API and page alike.

Everything stored is canonical; this is the only place that applies an order. Neither model names nor ids of items
leave it: a rater's `item` is a keyed hash, so that the same item cannot be recognised across raters.
"""

from __future__ import annotations

import hmac
import random
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.db.models.functions import Length

from tasks.assignment import carried
from tasks.models import Item, ItemCompletion, Presentation
from tasks.rendering import cache
from tasks.rendering.markdown import RENDERER, Rendered
from tasks.rubric import versions
from tasks.rubric.answers import display, draft, to_payload
from tasks.rubric.parts import LETTERS
from tasks.rubric.words import for_language

SHOWN_SQL = Path(__file__).with_name("shown.sql").read_text()


class Shown(NamedTuple):
    """A row of `shown.sql`, field by field."""

    id: int
    item_id: int
    rater_id: int
    asked: list[str]
    rubric_version_id: int
    lease_expires_at: Any
    undone: bool
    slug: str
    form: str
    order: list[int]
    messages: str
    guideline_number: int | None
    guideline_id: int | None
    draft: str | None
    draft_revision: int | None
    answers: str | None
    carried: str | None
    language: str


def next_orders(items: Sequence[Item]) -> dict[int, list[int]]:
    """Decide the order of the completions for one more assignment of each item, whose rows the caller has locked.

    A pair's two orders alternate over the item's raters from a start that the item's stored shuffle gives, so they
    differ by one at most; longer items are shuffled from the same seed.
    """
    counts = Item.objects.filter(pk__in=[item.pk for item in items]).values_list(
        "pk", Count("assignments", distinct=True), Count("places", distinct=True)
    )
    shuffles = {item.pk: item.shuffle for item in items}
    return {pk: order_for(shuffles[pk], n_assigned, n_places) for pk, n_assigned, n_places in counts}


def order_for(shuffle: int, nth: int, n_completions: int) -> list[int]:
    """Return the canonical positions in display order for an item's nth assignment (from 0)."""
    if n_completions == 2:
        return [0, 1] if (shuffle + nth) % 2 == 0 else [1, 0]
    order = list(range(n_completions))
    random.Random(f"{shuffle}:{nth}").shuffle(order)  # noqa: S311 (balance, not secrecy)
    return order


def load(assignment_id: int) -> Shown:
    """Read what is shown of one assignment, in one statement."""
    with connection.cursor() as cursor:
        one = SHOWN_SQL.format(opened="tasks_assignment") + " WHERE o.id = %(assignment)s"
        cursor.execute(one, {"renderer": RENDERER, "assignment": assignment_id})
        return Shown(*cursor.fetchone())


def to_json(shown: Shown, *, language: str) -> dict[str, Any]:
    """Build an assignment's JSON, as in the public contract."""
    return {
        "id": shown.id,
        "item": item_token(shown.rater_id, shown.item_id),
        "project": shown.slug,
        "language": shown.language,
        "prompt": orjson.loads(shown.messages),
        "answers": _answers(shown),
        **carried.beside(shown.id, shown.carried),
        "rubric": _rubric(shown.rubric_version_id, shown.form, language),
        "asked": shown.asked,
        "guideline": {"version": shown.guideline_number} if shown.guideline_number else None,
        "draft": draft_as_shown(shown),
        "draft_revision": shown.draft_revision or 0,
        "undone": shown.undone,
        "lease_expires_at": shown.lease_expires_at,
    }


def question_of(messages: Sequence[Mapping[str, Any]]) -> int:
    """Return the position of what the answers answer: the last turn of the user, whatever tools said since."""
    asked = [at for at, message in enumerate(messages) if message["role"] == "user"]
    return asked[-1] if asked else len(messages) - 1


def draft_as_shown(shown: Shown) -> dict[str, Any] | None:
    """Turn a stored draft, which is canonical, into the letters of its rater."""
    if not shown.draft:
        return None
    rubric = versions.by_id(shown.rubric_version_id)
    answers = draft(rubric=rubric, n_completions=len(shown.order), payload=orjson.loads(shown.draft))
    return to_payload(display(answers, shown.order, rubric), rubric)


def lengths(assignment_id: int) -> list[int]:
    """Return the code points of each answer as shown, to hold marks within their texts."""
    shown = Presentation.objects.get(pk=assignment_id)
    places = ItemCompletion.objects.filter(item__assignments=assignment_id).order_by("position")
    by_position = list(places.values_list(Length("completion__text"), flat=True))
    return [by_position[position] for position in shown.order]


def item_token(rater_id: int, item_id: int) -> str:
    """Return the name under which this rater, and no other, knows the item."""
    return hmac.new(_key(), b"%d:%d" % (rater_id, item_id), sha256).hexdigest()[:16]


@lru_cache(maxsize=1)
def _key() -> bytes:
    return sha256(b"tasks.presentation.item:" + settings.SECRET_KEY.encode()).digest()


@lru_cache(maxsize=256)
def _rubric(version_id: int, form: str, language: str) -> dict[str, Any]:
    rubric = versions.by_id(version_id)
    return {
        "version": version_id,
        "form": form,
        **for_language(rubric, language),
    }


def _answers(shown: Shown) -> dict[str, dict[str, Any]]:
    answers = orjson.loads(shown.answers or "[]")
    html = _rendered(answers)
    return {
        LETTERS[i]: {"text": answers[at][0], "html": html[at].html, "notice": html[at].notice}
        | carried.media(shown.id, LETTERS[i], *answers[at][3:])
        for i, at in enumerate(shown.order)
    }


def _rendered(answers: list[list[str | None]]) -> list[Rendered]:
    """Take the stored HTML, and render what is missing."""
    return [
        Rendered(html, notice or "") if html is not None else cache.now(str(text))
        for text, html, notice, *_ in answers
    ]
