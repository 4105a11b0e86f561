"""Small rules that kinds of question share: reading form fields and texts, and finding what stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

_whole = re.compile(r"-?[0-9]{1,18}\Z")


def one(post: Mapping[str, list[str]], name: str) -> str:
    """Return a field's last value."""
    values = post.get(name)
    return values[-1] if values else ""


def many(post: Mapping[str, list[str]], name: str) -> list[str]:
    return [value for value in post.get(name, ()) if value]


def text(post: Mapping[str, list[str]], name: str) -> str:
    """Undo the line ends that browsers put into a text when they send it."""
    return one(post, name).replace("\r\n", "\n")


def number(value: str) -> int | str:
    return int(value) if _whole.match(value) else value


def written(text: str) -> str:
    """Keep a text as it was written; one of blanks only is none."""
    return text if text and not text.isspace() else ""


def repeated(where: str, codes: Iterable[str | int]) -> Iterator[str]:
    """Name what stands in a list twice."""
    seen: set[str | int] = set()
    for code in codes:
        if code in seen:
            yield _("%(where)s: “%(code)s” stands there twice.") % {"where": where, "code": code}
        seen.add(code)
