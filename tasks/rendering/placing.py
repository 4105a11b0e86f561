"""Formulas wait outside the sanitiser, each behind a placeholder, and take their places afterwards.

A placeholder is an empty `data` element with a nonce drawn for this rendering. Text cannot forge one twice over: it
never becomes an element, because its angle brackets are escaped before and after, and it cannot know the nonce. If a
placeholder is missing, doubled or foreign afterwards, the rendering fails as a whole.

A browser may break a line beside a formula, whatever stands there: the marks around one are kept beside it, those
after a displayed one in its last line. A formula that may be wider than its column scrolls in a box of its own.
"""

import re
import secrets
from functools import cached_property

from tasks.rendering import maths
from tasks.rendering.invisible import escaped

MOST = 400
MOST_CHARACTERS = 20_000
LONG = 40
_PLACE = re.compile(r'<data value="([^"]*)"></data>')
_OPENING = "[(（【《「『“‘\\[]?"
_CLOSING = "[,.;:!?%)\\]，。、；：！？）】》」』”’…]{0,4}"
_BESIDE = re.compile(f"({_OPENING}){_PLACE.pattern}({_CLOSING})")
_NUMBER = r'</mtd><mtd class="m-(?:half|edge)[^>]*>(?:<mtext>[^<]*</mtext>)?'
_END = re.compile(f"(?:(?:{_NUMBER})?</mtd></mtr></mtable>)?</math>")
LABELS = {"en": "Formula", "zh-Hans": "公式"}
_SYNTAX = re.compile(r"[\\^_=+<>|/*]")
_PROSE = re.compile("[\\s]|[\u3000-\u9fff\uff00-\uffef]")
_WIDE = re.compile("[\u3000-\u9fff\uff00-\uffef]")


class Misplaced(Exception):
    """What came out of the sanitiser does not hold exactly the placeholders that went in."""


class Formulas:
    """The formulas of one text, in order."""

    def __init__(self, text: str, language: str = "en") -> None:
        self._text = text
        self._label = LABELS.get(language, LABELS["en"])
        self._nonce = secrets.token_hex(16)
        self._html: list[str] = []
        self._n_characters = 0
        self.any_failed = False

    def hold(self, latex: str, *, block: bool) -> str:
        """Keep a formula and return the placeholder that stands for it."""
        self._html.append(self._shown(latex, block))
        return f'<data value="{self._nonce}-{len(self._html) - 1}"></data>'

    def place(self, sanitised: str) -> str:
        """Return the sanitised HTML with every formula in its place.

        Raises: Misplaced.
        """
        expected = [f"{self._nonce}-{i}" for i in range(len(self._html))]
        if _PLACE.findall(sanitised) != expected or sanitised.count("<data") != len(expected):
            raise Misplaced
        waiting = iter(self._html)
        return (
            _BESIDE.sub(lambda found: _beside(next(waiting), found[1], found[3]), sanitised)
            if expected
            else sanitised
        )

    @cached_property
    def _reader(self) -> maths.Reader:
        return maths.Reader()

    def _shown(self, latex: str, block: bool) -> str:
        if not block and self._is_money(latex):
            return escaped(f"${latex}$")
        self._n_characters += len(latex)
        try:
            if len(self._html) >= MOST or self._n_characters > MOST_CHARACTERS:
                raise maths.MathsRefused
            return self._boxed(self._reader.mathml(latex, block=block), block, len(latex) > LONG)
        except maths.MathsRefused:
            self.any_failed = True
            return f'<code class="maths-source">{escaped(self._delimited(latex, block))}</code>'

    def _boxed(self, math: str, block: bool, is_long: bool) -> str:
        if not is_long:
            return math
        name = "formula formula--block" if block else "formula"
        return f'<span class="{name}" tabindex="0" role="group" aria-label="{self._label}">{math}</span>'

    def _is_money(self, latex: str) -> bool:
        """Tell prose between two prices ("$6。共$", "$10,000 a$") from a formula."""
        is_prose = not _SYNTAX.search(latex) and _PROSE.search(latex)
        is_chinese = "\\" not in latex and _WIDE.search(latex)
        return bool(is_prose or is_chinese) and f"${latex}$" in self._text

    def _delimited(self, latex: str, block: bool) -> str:
        signs = (("$$", "$$"), ("\\[", "\\]")) if block else (("$", "$"), ("\\(", "\\)"))
        candidates = (f"{opening}{latex}{closing}" for opening, closing in signs)
        return next((each for each in candidates if each in self._text), latex)


def _beside(formula: str, before: str, after: str) -> str:
    """Keep a formula and the marks that touch it in one line."""
    if not (before or after) or not formula.endswith(("</math>", "</math></span>")):
        return f"{before}{formula}{after}"
    if '<math display="block">' not in formula:
        return f'<span class="beside">{before}{formula}{after}</span>'
    if before or not after:
        return f"{before}{formula}{after}"
    return _END.sub(lambda end: f"<mtext>{after}</mtext>{end[0]}", formula, count=1)
