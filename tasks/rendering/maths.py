"""A LaTeX formula to MathML that only this package could have written.

`latex` says what may be read and mends what math-core would misread, math-core parses and raises on what it does not
know, `mathml` writes its tree anew from our own lists. A formula is shown right or refused, and then its source is
shown. Each text has a reader of its own, which counts the numbered equations of that text.
"""

import re
from html import unescape

from math_core import LatexError, LatexToMathML

from tasks.rendering import latex as source
from tasks.rendering import mathml as tree
from tasks.rendering.invisible import has_unseen

_UNKNOWN_REFERENCE = "(??)"
_NOT_SHOWN = re.compile(
    r"\\(?:begin|end)\s*\{[^}]*\}(?:\s*\{[lcr|: ]*\})?|\\(?:text)?color\s*\{[^}]*\}|\\[hv]space\*?\s*\{[^}]*\}"
    r"|\\label\s*\{[^}]*\}|\\(?:eq)?ref\s*\{[^}]*\}|\\[a-zA-Z]+|\d\s*(?:in|mm|cm|pt|em|ex|pc|bp|dd|cc|sp|mu)(?![a-zA-Z])"
)


class MathsRefused(Exception):
    """The formula cannot be shown as maths; its source can."""


class Reader:
    """Reads the formulas of one text, in order."""

    def __init__(self) -> None:
        self._converter = LatexToMathML(
            fancy_error=False, macros=source.MACROS, max_expansions=100, allow_unreliable_rendering=True
        )

    def mathml(self, latex: str, *, block: bool) -> str:
        """Return a formula as MathML.

        Raises: MathsRefused whenever the source should be shown instead.
        """
        if has_unseen(unescape(latex)):
            raise MathsRefused
        try:
            ready = source.prepared(latex, block=block)
            math = tree.parsed(self._converter.convert_with_global_state(ready, displaystyle=block))
            written = tree.written(math)
        except (source.LatexRefused, LatexError, tree.Unlisted) as reason:
            raise MathsRefused from reason
        if not math.text.strip() or _UNKNOWN_REFERENCE in math.text:
            raise MathsRefused
        if _n_letters(_NOT_SHOWN.sub("", ready)) > _n_letters(math.text):
            raise MathsRefused
        return written


def _n_letters(text: str) -> int:
    return sum(each.isalpha() for each in text)
