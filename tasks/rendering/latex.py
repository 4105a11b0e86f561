"""LaTeX as models write it, brought to what math-core reads in the same meaning; what may not be read at all.

math-core raises on what it does not know, but reads four things wrongly without a sign: a line break outside an
environment is dropped, and the optional arguments of a line break and of `aligned` are printed. These are mended here.
A formula that defines macros or holds a comment is refused, because what it shows is not what it says; so is one that
is too long or too deep, because math-core recurses and a deep formula would end the process.
"""

import re

LONGEST = 2_000
DEEPEST = 40
MACROS = {
    "abs": r"\left|#1\right|",
    "norm": r"\left\|#1\right\|",
    "mbox": r"\text{#1}",
    "ensuremath": "#1",
    "mathnormal": "#1",
    "mathds": r"\mathbb{#1}",
    "nicefrac": r"{}^{#1}\!/_{#2}",
    "sfrac": r"{}^{#1}\!/_{#2}",
    "substack": r"\begin{matrix}#1\end{matrix}",
    "hdots": r"\ldots",
    "dotsb": r"\cdots",
    "dotsc": r"\ldots",
    "dotsi": r"\cdots",
    "dotsm": r"\cdots",
}
"""Common commands that math-core lacks. Each uses an argument once: nested ones must not grow."""

_REFUSED = re.compile(
    r"\\(?:def|gdef|edef|let|(?:re)?newcommand|providecommand|DeclareMathOperator|(?:re)?newenvironment)(?![a-zA-Z])"
    r"|(?<!\\)%"
)
_TOKEN = re.compile(r"\\begin\s*\{[^}]*\}|\\end\s*\{[^}]*\}|\\(?:[a-zA-Z]+|.)|[{}]|[^\\{}]+", re.DOTALL)
_BREAK = re.compile(r"\\\\\*?\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|mu|pc|bp|sp)\s*\]")
_PLACED = re.compile(r"(\\begin\s*\{(?:aligned|gathered|cases|array)\})\s*\[[tbc]\]")
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{(split|smallmatrix)\}")
_SAME = {"split": "aligned", "smallmatrix": "matrix"}


class LatexRefused(Exception):
    """The formula may not be read; its source can be shown."""


def prepared(latex: str, *, block: bool) -> str:
    """Return a formula in math-core's LaTeX, of the same meaning.

    Raises: LatexRefused.
    """
    if len(latex) > LONGEST or _REFUSED.search(latex):
        raise LatexRefused
    top = _outermost(latex)
    latex = _BREAK.sub(r"\\\\ ", latex)
    latex = _PLACED.sub(r"\1", latex)
    latex = _ENVIRONMENT.sub(lambda found: f"\\{found[1]}{{{_SAME[found[2]]}}}", latex)
    return _in_rows(latex, top, block)


def _in_rows(latex: str, top: list[str], block: bool) -> str:
    """Put a formula of several rows, or with a number of its own, into the environment that it lacks."""
    has_rows, is_aligned = "\\\\" in top, any("&" in each for each in top)
    if block and "\\tag" in top:
        kind = "align*" if is_aligned else "gather*" if has_rows else "equation"
    elif has_rows or is_aligned:
        kind = "aligned" if is_aligned else "gathered"
    else:
        return latex
    return f"\\begin{{{kind}}}{latex}\\end{{{kind}}}"


def _outermost(latex: str) -> list[str]:
    """Return the tokens outside all braces and environments."""
    depth, top = 0, []
    for each in _TOKEN.findall(latex):
        if each.startswith(("{", "\\begin")):
            depth += 1
            if depth > DEEPEST:
                raise LatexRefused
        elif each.startswith(("}", "\\end")):
            depth -= 1
        elif depth == 0:
            top.append(each)
    return top
