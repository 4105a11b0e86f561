"""Keeps rendered texts by (SHA-256 of the text, renderer version), so that a request reads what a worker rendered.

A request renders a text itself only on a miss that is cheap: short, without code or maths. Anything else it shows as
source with a notice, until the worker has rendered it. The worker gives a text five seconds; the worst text that the
renderer's caps admit was measured to take about one, so the limit is a belt beside the braces.
"""

from collections.abc import Collection
from hashlib import sha256
from typing import Any

from django.db import connection

from tasks.models import RenderedText
from tasks.rendering.deadline import OutOfTime, deadline
from tasks.rendering.markdown import RENDERER, Notice, Rendered, render, source

SHORT = 16 * 1024
LONGEST_SECONDS = 5.0
_KEEP = """
INSERT INTO tasks_renderedtext (digest, renderer, html, notice, created_at)
SELECT digest, %(renderer)s, html, notice, statement_timestamp()
  FROM unnest(%(digests)s::bytea[], %(html)s::text[], %(notices)s::varchar[]) AS kept (digest, html, notice)
    ON CONFLICT DO NOTHING
"""
COSTLY = ("```", "~~~", "$", "\\(", "\\[")


def digest(text: str) -> bytes:
    """Return the key of a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


def html_for(texts: Collection[str]) -> dict[bytes, Rendered]:
    """Return the rendering of each text, keyed by `digest`; what is missing and costly is shown as source."""
    wanted = {digest(text): text for text in texts}
    found = _stored(wanted)
    return found | {key: now(text) for key, text in wanted.items() if key not in found}


def warm(texts: Collection[str]) -> None:
    """Render and store what is not stored yet; for the worker."""
    wanted = {digest(text): text for text in texts}
    found = _stored(wanted)
    keep([text for key, text in wanted.items() if key not in found])


def keep(texts: Collection[str]) -> None:
    """Render and store texts that are not stored; what another worker stores meanwhile stays."""
    rendered = {digest(text): _in_time(text) for text in dict.fromkeys(texts)}
    rows = sorted(rendered.items())  # one order for all workers, or two would deadlock
    values: dict[str, Any] = {
        "renderer": RENDERER,
        "digests": [key for key, _each in rows],
        "html": [each.html for _key, each in rows],
        "notices": [str(each.notice) for _key, each in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)


def _in_time(text: str) -> Rendered:
    try:
        with deadline(LONGEST_SECONDS):
            return render(text)
    except OutOfTime:
        return source(text, Notice.TOO_COMPLEX)


def _stored(wanted: Collection[bytes]) -> dict[bytes, Rendered]:
    rows = RenderedText.objects.filter(renderer=RENDERER, digest__in=list(wanted))
    return {
        bytes(key): Rendered(html, notice)
        for key, html, notice in rows.values_list("digest", "html", "notice")
    }


def now(text: str) -> Rendered:
    """Return the rendering of a text that is not stored yet; what is costly is shown as source."""
    if len(text) <= SHORT and not any(sign in text for sign in COSTLY):
        return render(text)
    return source(text, Notice.PENDING)
