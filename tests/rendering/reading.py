"""Reads rendered HTML as a browser would, and says what in it no page may show."""

from __future__ import annotations

import re
from html.parser import HTMLParser

HTML = {
    "p",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "div",
    "hr",
    "br",
    "table",
    "thead",
    "tbody",
}
HTML |= {"tr", "th", "td", "code", "span", "a", "strong", "em", "del", "sup"}
MATHML = {
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
}
MATHML |= {"mmultiscripts", "mprescripts", "mtable", "mtr", "mtd", "mpadded", "menclose"}
ATTRIBUTES = {
    "dir",
    "lang",
    "start",
    "class",
    "tabindex",
    "role",
    "aria-label",
    "aria-checked",
    "aria-disabled",
    "title",
    "href",
    "rel",
    "target",
}
ATTRIBUTES |= {
    "display",
    "displaystyle",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "movablelimits",
    "accent",
    "accentunder",
    "form",
}
ATTRIBUTES |= {
    "lspace",
    "rspace",
    "minsize",
    "maxsize",
    "linethickness",
    "mathvariant",
    "notation",
    "voffset",
    "width",
}
CLASSES = {
    "unseen",
    "blocked",
    "blocked__what",
    "tok-k",
    "tok-s",
    "tok-n",
    "tok-c",
    "tablewrap",
    "tablewrap--wide",
    "source",
    "fence",
    "n",
}
CLASSES |= {
    "maths-source",
    "formula",
    "formula--block",
    "beside",
    "figure",
    "note",
    "notes",
    "task",
    "task__box",
}
MATHS_CLASS = re.compile(r"m-[a-z]+(?:-[a-z]+)?\Z")
VOID = {"br", "hr"}


class Page(HTMLParser):
    """The elements, text and faults of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.faults += [f"unclosed {tag}" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in HTML | MATHML:
            self.faults.append(f"element {tag}")
        if tag not in VOID:
            self._open.append(tag)
        self.faults += [
            f"attribute {name}={value}" for name, value in attrs if not is_allowed(name, value or "")
        ]

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"closing {tag}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def is_allowed(name: str, value: str) -> bool:
    if name == "href":
        return re.match(r"(?:https?://|mailto:)[^\s]+\Z", value, re.IGNORECASE) is not None
    if name == "class":
        return all(each in CLASSES or MATHS_CLASS.match(each) for each in value.split())
    return name in ATTRIBUTES
