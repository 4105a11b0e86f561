"""math-core's MathML, read strictly and written anew from the elements, attributes and values listed here.

Whatever is not listed refuses the whole formula: dropped, it could change what the formula says. Links and ids are
dropped, because their text stays. Inline styles become classes of our style sheet, and colours one of five that can
be read on either ground. Nothing may be hidden or laid over other text: a phantom, or a jump back, is refused.
"""

import colorsys
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from tasks.rendering.tokens import Token, Unexpected, tokens

DEEPEST = 60
LONGEST_GAP = 4.0
_TAGS = "math mrow mi mn mo mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts mprescripts "
_TAGS += "mspace mpadded menclose mtable mtr mtd mtext"
TAGS = frozenset(_TAGS.split())
_EMPTY = frozenset({"mspace", "mprescripts"})
_SCRIPTED = frozenset({"mover", "munder", "munderover", "msub", "msup", "msubsup"})
_ADVANCES_NOT = frozenset("\u20d7\u20db\u20dc")
_PRIMES = str.maketrans({"\u2033": "\u2032" * 2, "\u2034": "\u2032" * 3, "\u2057": "\u2032" * 4})
_WIDE_HAT, _HAT = "\u0302", "\u02c6"
_LENGTH = r"(?:0|0?\.\d{1,8}|[12](?:\.\d{1,8})?)(?:em)?"
_BOOLEAN = "true|false"
_STRIKES = "updiagonalstrike|downdiagonalstrike"
_VALUES = {
    "display": "block",
    "displaystyle": _BOOLEAN,
    "scriptlevel": "[0-3]",
    "stretchy": _BOOLEAN,
    "symmetric": _BOOLEAN,
    "movablelimits": _BOOLEAN,
    "accent": _BOOLEAN,
    "accentunder": _BOOLEAN,
    "form": "prefix|infix|postfix",
    "lspace": _LENGTH,
    "rspace": _LENGTH,
    "minsize": _LENGTH,
    "maxsize": _LENGTH,
    "linethickness": r"0|0?\.\d{1,4}(?:em|rem|pt)|[0-3](?:pt)?",
    "mathvariant": "normal",
    "notation": f"box|(?:{_STRIKES})(?: (?:{_STRIKES}))?",
    "voffset": f"-?{_LENGTH}",
}
VALUES = {name: re.compile(rf"(?:{value})\Z") for name, value in _VALUES.items()}
CLASSES = {
    "text-align:left": "m-left",
    "text-align:right": "m-right",
    "justify-items:start": "",
    "justify-items:end": "",
    "padding-left:0": "m-tight-left",
    "padding-left:1em": "m-apart-left",
    "padding-right:0": "m-tight-right",
    "padding-right:0.1667em": "m-near-right",
    "padding-top:0.1667em": "m-near-top",
    "border-top:0.05em solid currentcolor": "m-rule-top",
    "border-top:0.05em dashed currentcolor": "m-dash-top",
    "border-left:0.05em solid currentcolor": "m-rule-left",
    "border-left:0.05em dashed currentcolor": "m-dash-left",
    "border-right:0.05em solid currentcolor": "m-rule-right",
    "border-right:0.05em dashed currentcolor": "m-dash-right",
    "width:100%": "",
    "width:50%": "m-half",
    "width:7.5%": "m-edge",
    "margin-left:-0.16666667em": "m-back",
    "margin-left:-0.22222222em": "m-back",
    "margin-left:-0.2777778em": "m-back",
    "font-variant-caps:small-caps": "m-caps",
}
_FACES = {
    "b": "m-bold",
    "i": "m-italic",
    "em": "m-italic",
    "code": "m-mono",
    "math-core-serif-font": "m-serif",
    "math-core-sans-serif-font": "m-sans",
    "math-core-monospace-font": "m-mono",
}
_COLOUR = re.compile(r"color:#([0-9A-Fa-f]{6})")
_HUES = (
    (0.05, "m-red"),
    (0.2, "m-orange"),
    (0.45, "m-green"),
    (0.72, "m-blue"),
    (0.9, "m-purple"),
    (1.1, "m-red"),
)
_GAP = re.compile(r"(\d{0,3}(?:\.\d{1,8})?)(em|rem)\Z")


class Unlisted(Exception):
    """The formula needs something that is not on our lists."""


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.children)


def parsed(html: str) -> Element:
    """Read one `math` element. Raises: Unlisted."""
    root = Element("")
    waiting = [root]
    try:
        for token in tokens(html):
            _read(token, waiting)
    except Unexpected as reason:
        raise Unlisted from reason
    if len(waiting) != 1 or len(root.children) != 1 or not isinstance(root.children[0], Element):
        raise Unlisted("shape")
    return root.children[0]


def _read(token: Token, waiting: list[Element]) -> None:
    if not token.tag:
        waiting[-1].children.append(unescape(token.text))
    elif token.closes:
        if waiting.pop().tag != token.tag:
            raise Unlisted(token.tag)
    else:
        element = Element(token.tag, token.attributes)
        waiting[-1].children.append(element)
        if token.tag not in _EMPTY:
            waiting.append(element)
        if len(waiting) > DEEPEST:
            raise Unlisted("depth")


def written(element: Element) -> str:
    """Return an element as HTML of ours. Raises: Unlisted."""
    if element.tag == "mtext":
        return _text(element)
    if element.tag not in TAGS:
        raise Unlisted(element.tag)
    if element.tag == "mtable":
        _drop_empty_sides(element)
        _move_last_rule(element)
    if element.tag in _SCRIPTED:
        _fit_scripts(element)
    inner = "".join(
        escape(each) if isinstance(each, str) else written(each)
        for each in element.children
        if not _is_stroke(each)
    )
    return f"<{element.tag}{_attributes(element)}>{inner}</{element.tag}>"


def _is_stroke(child: Element | str) -> bool:
    """Our style sheet draws strokes on `menclose` itself, and needs no element to draw them with."""
    return isinstance(child, Element) and child.attributes.get("class", "").startswith("menclose-")


def _drop_empty_sides(table: Element) -> None:
    """Cells on both sides keep room for numbers; without a number the table is as wide as what it says."""
    if table.attributes.get("style") != "width: 100%":
        return
    rows = [each for each in table.children if isinstance(each, Element)]
    sides = [row.children[at] for row in rows for at in (0, -1)]
    if not any(isinstance(each, Element) and each.text for each in sides):
        del table.attributes["style"]
        for row in rows:
            row.children = row.children[1:-1]


def _fit_scripts(element: Element) -> None:
    """Show rows below a sign in the size of a script, and a mark without a width of its own above its middle."""
    base, *scripts = [each for each in element.children if isinstance(each, Element)]
    for script in scripts:
        if script.tag == "mtable":
            script.attributes.pop("scriptlevel", None)
        if script.text == _WIDE_HAT and len(base.text) == 1:
            script.children, script.attributes = [_HAT], {"stretchy": "false"}
        if script.tag == "mo" and script.text in "\u2033\u2034\u2057":
            script.children = [script.text.translate(_PRIMES)]
        if script.text in _ADVANCES_NOT:
            script.attributes["class"] = "m-mark"


def _move_last_rule(table: Element) -> None:
    """A rule below the last row comes as one more row, of one empty cell: make it the table's own."""
    last = table.children[-1] if table.children else ""
    if not isinstance(last, Element) or len(last.children) != 1 or last.text:
        return
    cell = last.children[0]
    style = cell.attributes.get("style", "") if isinstance(cell, Element) else ""
    if found := re.search(r"border-top: 0\.05em (solid|dashed)", style):
        table.children.pop()
        table.attributes["class"] = "m-rule-bottom" if found[1] == "solid" else "m-dash-bottom"


def _text(element: Element) -> str:
    """Text may hold HTML for its faces; each run becomes an element of its own, so that no HTML is left inside."""
    runs = "".join(f"<mtext{_class(faces)}>{escape(text)}</mtext>" for faces, text in _runs(element, ()))
    return runs if runs.count("<mtext") == 1 else f"<mrow>{runs}</mrow>"


def _runs(element: Element, faces: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for child in element.children:
        if isinstance(child, str):
            yield faces, child
        elif child.tag == "a":
            yield from _runs(child, faces)
        elif child.tag == "span":
            named = [_FACES.get(each, "") for each in child.attributes.get("class", "").split()]
            yield from _runs(child, (*faces, *named, *_of_style(child.attributes.get("style", ""))))
        elif child.tag in _FACES:
            yield from _runs(child, (*faces, _FACES[child.tag]))
        else:
            raise Unlisted(child.tag)


def _class(names: tuple[str, ...] | list[str]) -> str:
    kept = " ".join(dict.fromkeys(each for each in names if each))
    return f' class="{kept}"' if kept else ""


def _attributes(element: Element) -> str:
    classes: list[str] = []
    kept = ""
    for name, value in element.attributes.items():
        if name == "style":
            classes += _of_style(value)
        elif name == "class":
            classes.append(value)
        elif name == "width" and element.tag == "mspace":
            kept += f' width="{_gap(value)}"'
        elif name in VALUES and VALUES[name].match(value):
            kept += f' {name}="{value}"'
        elif name != "id":
            raise Unlisted(f"{element.tag} {name}={value}")
    return _class(classes) + kept


def _of_style(style: str) -> Iterator[str]:
    for each in filter(None, (part.strip() for part in style.split(";"))):
        declaration = re.sub(r"\s*:\s*", ":", each)
        if found := _COLOUR.fullmatch(declaration):
            yield _colour(found[1])
        elif declaration in CLASSES:
            yield CLASSES[declaration]
        elif not declaration.startswith("width:") or not declaration.endswith("rem"):  # a gap says it twice
            raise Unlisted(declaration)


def _colour(code: str) -> str:
    """Name the nearest colour that can be read; white, grey and black are ink."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < 0.2:
        return ""
    return next(name for end, name in _HUES if hue < end)


def _gap(width: str) -> str:
    found = _GAP.match(width)
    if found is None:
        raise Unlisted(width)
    return f"{min(float(found[1] or 0), LONGEST_GAP):g}em"
