"""A LaTeX formula to MathML that only this module could have written.

latex2mathml parses; its own serialiser is never called, because it unescapes text into live markup. The tree is built
again from the tags and attributes below: no links, classes, styles or colours, no lengths that could push a formula
over other text, and nothing hidden (a phantom is shown). A formula that defines macros, carries attributes or a
comment, or is too long or too deep is refused, and its source is shown instead.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

from tasks.rendering.invisible import has_unseen

LONGEST = 1_000
DEEPEST = 40
REFUSED = re.compile(
    r"\\(?:def|let|newcommand|renewcommand|providecommand|DeclareMathOperator|newenvironment|renewenvironment"
    r"|href|class|style|unicode|verb|require|html\w*|includegraphics)(?![a-zA-Z])|(?<!\\)%"
)
_TAGS = "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts "
_TAGS += "mprescripts none mtable mtr mtd mpadded mstyle"
TAGS = frozenset(_TAGS.split())
_LENGTH = r"(?:-0?\.\d{1,4}|0|[0-3]?(?:\.\d{1,4})?)(?:em|ex)?"
_VALUES = {
    "display": "block",
    "displaystyle": "true|false",
    "scriptlevel": r"\+?[0-3]",
    "stretchy": "true|false",
    "fence": "true|false",
    "largeop": "true|false",
    "movablelimits": "true|false",
    "accent": "true|false",
    "accentunder": "true|false",
    "form": "prefix|infix|postfix",
    "minsize": _LENGTH,
    "maxsize": _LENGTH,
    "linethickness": _LENGTH,
    "columnalign": "left|center|right",
    "columnspacing": rf"{_LENGTH}(?: {_LENGTH}){{0,40}}",
    "rowlines": "(?:none|solid|dashed)(?: (?:none|solid|dashed)){0,40}",
    "columnlines": "(?:none|solid|dashed)(?: (?:none|solid|dashed)){0,40}",
    "mathvariant": "[a-z]+(?:-[a-z]+){0,3}",
}
VALUES = {name: re.compile(rf"(?:{value})\Z") for name, value in _VALUES.items()}
_SLASH = "\u29f8"
_NOT_SHOWN = re.compile(
    r"\\(?:begin|end)\s*\{[^}]*\}(?:\s*\{[lcr| ]*\})?|\\(?:text)?color\s*\{[^}]*\}|\\[hv]space\*?\s*\{[^}]*\}"
    r"|\\[a-zA-Z]+|\d\s*(?:in|mm|cm|pt|em|ex|pc|bp|dd|cc|sp|mu)(?![a-zA-Z])"
)


class MathsRefused(Exception):
    """The formula cannot be shown as maths; its source can."""


def mathml(latex: str, *, block: bool) -> str:
    """Return a formula as MathML.

    Raises: MathsRefused whenever the source should be shown instead.
    """
    if len(latex) > LONGEST or REFUSED.search(latex) or has_unseen(unescape(latex)) or not latex.strip():
        raise MathsRefused
    try:
        tree = convert_to_element(latex, display="block" if block else "inline")
    except (
        Exception
    ) as reason:  # the parser raises whatever its input trips over, KeyError and RecursionError too
        raise MathsRefused from reason
    written = "".join(_written(tree, 0))
    if _n_letters(_NOT_SHOWN.sub("", latex)) > _n_letters(unescape("".join(tree.itertext()))):
        raise MathsRefused
    return written


def _written(element: Element, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise MathsRefused
    tag = element.tag if element.tag in TAGS else "mrow"
    yield f"<{tag}{_attributes(tag, element)}>"
    yield escape(unescape(element.text or ""))
    for child in element:
        yield from _written(child, depth + 1)
        yield escape(unescape(child.tail or ""))
    yield f"</{tag}>"


def _n_letters(text: str) -> int:
    return sum(each.isalpha() for each in text)


def _attributes(tag: str, element: Element) -> str:
    kept = [
        (name, value)
        for name, value in element.attrib.items()
        if name in VALUES and VALUES[name].match(value)
    ]
    if tag == "mspace" and VALUES["minsize"].match(element.get("width", "none")):
        kept.append(("width", element.attrib["width"]))
    if tag == "mpadded" and unescape("".join(element.itertext())) == _SLASH:
        kept.append(("width", "0"))
    return "".join(f' {name}="{escape(value)}"' for name, value in kept)
