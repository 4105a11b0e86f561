"""Media, attachments, warnings and the reference as HTML, for the page and for its scripts, which show the next item.

What there is to show was decided by `tasks.assignment.presentation`; our own templates escape all of it.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tasks.models import Media
from tasks.rendering.addresses import may_link
from tasks.rendering.language import language_of

Json = dict[str, Any]
KEYS = ("attachments", "warnings", "reference")


def figure(assignment_id: int, letter: str, answer: Json) -> SafeString:
    """Show an answer's picture, sound, film or document."""
    if "media" not in answer:
        return SafeString()
    kind = Media.Kind(answer["media"]["kind"]).label
    label = _("Answer {letter}, {kind}").format(letter=letter.upper(), kind=kind)
    return _medium(assignment_id, answer["media"], label)


def html(assignment: Json) -> SafeString:
    """Show what stands above the answers; empty for most items."""
    if not any(key in assignment for key in KEYS):
        return SafeString()
    reference = assignment.get("reference", {})
    attachments = enumerate(assignment.get("attachments", ()), 1)
    shown = {
        "warnings": assignment.get("warnings", ()),
        "attachments": [_attachment(assignment["id"], number, one) for number, one in attachments],
        "reference": reference,
        "language": language_of(reference.get("answer", "")),
        "links": [{"text": link, "is_safe": may_link(link)} for link in reference.get("links", ())],
    }
    return render_to_string("tasks/rate/_beside.html", shown)


def _attachment(assignment_id: int, number: int, attachment: Json) -> Json:
    kind = Media.Kind(attachment["kind"]).label
    label = attachment["name"] or _("Attachment {n}, {kind}").format(n=number, kind=kind)
    return {"label": label, "html": _medium(assignment_id, attachment, label)}


def _medium(assignment_id: int, medium: Json, label: str) -> SafeString:
    # A page asks with its session, the API with a token: the same file has an address for each.
    url = reverse("assignment_media", args=[assignment_id, medium["url"].rsplit("/", 1)[1]])
    return render_to_string("tasks/rate/_medium.html", {"medium": medium | {"url": url}, "label": label})
