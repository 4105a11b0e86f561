"""Markdown that a model wrote, to HTML that a page may show: the pipeline, its caps, and what happens beyond them.

`displays` joins the lines of formulas, comrak parses (raw HTML becomes visible text), `rewriting` writes our elements,
`sanitising` is the second lock, `placing` puts formulas in, `keeping` checks that no text got lost. Whatever fails or
is too much is shown as source with a notice: nothing disappears silently, and nothing here raises. A line break in the
text is a line break on screen, as in chat; headings begin at h3. The result is the inner HTML of a `.reading` element
whose `lang` is `language_of(text)`; the same text and RENDERER give the same bytes.

Time is bounded by size: beyond these caps every step was measured to be linear in the text, apart from two that have
caps of their own because they are quadratic (unclosed formulas, columns of a table).
"""

import logging
from enum import StrEnum
from typing import NamedTuple

import comrak

from tasks.rendering.displays import joined
from tasks.rendering.invisible import escaped
from tasks.rendering.keeping import is_all_there
from tasks.rendering.language import language_of
from tasks.rendering.placing import Formulas
from tasks.rendering.rewriting import Rewriting
from tasks.rendering.sanitising import clean
from tasks.rendering.tokens import TooDeep

RENDERER = 2
"""Raised by one with every change of this package that changes its output; stored renderings of others are ignored."""

LARGEST = 256 * 1024
MOST_MATHS_SIGNS = 2_000
MOST_COLUMNS = 100
MOST_GROWTH = 8

log = logging.getLogger(__name__)


class Notice(StrEnum):
    """Why a text is not shown, or not wholly shown, as its author may have meant it."""

    NONE = ""
    TOO_LONG = "too_long"
    TOO_COMPLEX = "too_complex"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    MATHS_FAILED = "maths_failed"
    PENDING = "pending"


class Rendered(NamedTuple):
    """Safe HTML, and a notice code (a value of Notice) for the page to put into words."""

    html: str
    notice: str


class _TextLost(Exception):
    """The result shows less than the text says."""


class _TooMuch(Exception):
    """The text is small, but what it asks for is not."""


def render(text: str) -> Rendered:
    """Return the safe HTML of an untrusted text, whatever it holds."""
    try:
        return _formatted(text.encode("utf-8", "replace").decode())
    except (TooDeep, _TooMuch):
        return source(text, Notice.TOO_COMPLEX)
    except _TextLost:
        return source(text, Notice.INCOMPLETE)
    except Exception:
        log.exception("rendering failed", extra={"n_characters": len(text)})
        return source(text, Notice.FAILED)


def source(text: str, notice: Notice) -> Rendered:
    """Return the text as it stands, escaped, with a notice that says why."""
    shown = escaped(text.encode("utf-8", "replace").decode())
    return Rendered(f'<pre class="source" tabindex="0" dir="auto">{shown}</pre>', notice)


def _formatted(text: str) -> Rendered:
    if len(text) > LARGEST or len(text.encode()) > LARGEST:
        return source(text, Notice.TOO_LONG)
    if not text.strip():
        return Rendered("", Notice.NONE)
    text = joined(text)
    html = _parsed(text)
    language = language_of(text)
    formulas = Formulas(text, language)
    rewriting = Rewriting(html, language=language, formulas=formulas)
    sanitised = clean(rewriting.run())
    if not is_all_there(text, sanitised, credit=rewriting.credit):
        raise _TextLost
    return Rendered(formulas.place(sanitised), Notice.MATHS_FAILED if formulas.any_failed else Notice.NONE)


def _parsed(text: str) -> str:
    n_signs = text.count("\\(") + text.count("\\[") + text.count("$")
    n_columns = max(line.count("|") for line in text.split("\n"))
    if n_signs > MOST_MATHS_SIGNS or n_columns > MOST_COLUMNS:
        raise _TooMuch
    html: str = comrak.render_markdown(text, extension_options=_EXTENSIONS, render_options=_RENDERING)
    if len(html) > MOST_GROWTH * len(text) + 4_000:
        raise _TooMuch
    return html


def _extensions() -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.table = options.strikethrough = options.autolink = options.footnotes = options.tasklist = True
    options.cjk_friendly_emphasis = options.math_latex = options.math_dollars = True
    return options


def _rendering() -> comrak.RenderOptions:
    """`unsafe_` only keeps addresses that comrak would drop unseen: they are shown as blocked. `escape` still holds."""
    options = comrak.RenderOptions()
    options.escape = options.unsafe_ = options.hardbreaks = options.full_info_string = True
    return options


_EXTENSIONS = _extensions()
_RENDERING = _rendering()
