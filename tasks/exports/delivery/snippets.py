"""What to type to fetch an export and to train on it, filled in with this export's folder, address and files.

The texts are `trainer_snippets`'; which of them belong to an export follows from its format and style.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from tasks.exports import formats
from tasks.exports.delivery import delivering, handing_over
from tasks.exports.delivery.trainer_snippets import BY_FORMAT, BY_STYLE, FOR_ALL, Snippet
from tasks.exports.formats import llama_factory
from tasks.models import Export


def of(export: Export) -> list[Snippet]:
    """Return the snippets of an export, the download first."""
    own = BY_FORMAT.get(export.format) or BY_STYLE.get((export.format, _style(export)), ())
    known = _known(export)
    return [_filled(each, known) for each in (*FOR_ALL, *own)]


def _style(export: Export) -> str:
    return formats.policy_of(export).style


def _known(export: Export) -> dict[str, str]:
    folder = handing_over.stem(export)
    address = reverse("api-export-archive", args=[export.pk])
    names = [entry["name"] for entry in delivering.files(export) if entry["name"].startswith("train-")]
    return {
        "{folder}": folder,
        "{url}": f"{settings.ORIGIN}{address}",
        "{first}": f"{folder}/{names[0]}" if names else folder,
        "{files}": ",".join(f"{folder}/{name}" for name in names),
        "{entries}": ",".join(llama_factory.entry(name) for name in names),
    }


def _filled(snippet: Snippet, known: dict[str, str]) -> Snippet:
    text = snippet.text
    for name, value in known.items():
        text = text.replace(name, value)
    return Snippet(snippet.key, snippet.title, text)
