"""The last gate: what HTML may leave this package, whatever came before it.

Everything upstream writes only these elements already; this list is the second lock. Neither img, svg, math, style, id
nor name is on it. Maths is put in afterwards (`placing`), because an HTML sanitiser that lets MathML through has been a
hole time and again.
"""

import nh3

from tasks.rendering.code import CLASSES

PARTS = frozenset({"unseen", "blocked", "blocked__what", "task__box", *CLASSES})
BLOCKS = frozenset({"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "th", "td", "pre"})
TAGS = BLOCKS | {
    "div",
    "hr",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "code",
    "span",
    "a",
    "strong",
    "em",
    "del",
    "sup",
    "data",
}
ATTRIBUTES = {
    **{tag: {"dir", "lang"} for tag in BLOCKS},
    "ol": {"dir", "lang", "start"},
    "pre": {"dir", "lang", "aria-label"},
    "div": {"aria-label", "dir"},
    "span": {"title", "lang", "aria-label"},
    "a": {"href", "title"},
    "data": {"value"},
}
VALUES = {
    "span": {
        "class": set(PARTS),
        "role": {"checkbox"},
        "aria-checked": {"true", "false"},
        "aria-disabled": {"true"},
    },
    "pre": {"class": {"source"}, "tabindex": {"0"}, "role": {"group"}},
    "p": {"class": {"fence"}},
    "li": {"class": {"task"}},
    "sup": {"class": {"note"}},
    "div": {
        "class": {"tablewrap", "tablewrap tablewrap--wide", "notes"},
        "tabindex": {"0"},
        "role": {"group"},
    },
    "th": {"class": {"n"}},
    "td": {"class": {"n", "figure", "n figure"}},
    "code": {"class": {"maths-source"}},
}
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "noopener noreferrer nofollow"
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(),
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    set_tag_attribute_values={"a": {"target": "_blank"}},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel=REL,
)


def clean(html: str) -> str:
    """Return HTML of nothing but allowed elements, attributes and values."""
    return _CLEANER.clean(html)
