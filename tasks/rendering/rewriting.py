"""comrak's HTML, token by token, to ours: the few elements we write, with our attributes.

One pass, without recursion. What a page must not do is turned into words here: an image or a link of another scheme
becomes a chip that shows its address.
"""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote

from tasks.rendering import addresses, attributes, code
from tasks.rendering.attributes import AUTO
from tasks.rendering.direction import runs_left
from tasks.rendering.invisible import badged, escaped, named
from tasks.rendering.keeping import n_letters
from tasks.rendering.placing import Formulas
from tasks.rendering.tokens import Token, TooDeep, Unexpected, tokens

DEEPEST = 60
_HEADING = re.compile(r"<h([1-6])>")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_VOID = frozenset({"br", "hr"})
_BARE = frozenset({"em", "strong", "del", "code", "thead", "tbody", "tr"})
_NAMED = frozenset({"ul", "ol", "blockquote", "p", "li", "th", "td"})
_HOLDERS = frozenset({"blockquote", "ul", "ol", "table", "section"})
_CLOSED = {"table": "</table></div>", "section": "</div>"}
_NOTE = re.compile(r"#?fn-(.*)")
_FIGURE = re.compile(r"[^\w\n]{0,4}\d[\d\W]{0,24}\w{0,3}\W?\Z")
WIDE = 6
_BOXES = {"true": "☑", "false": "☐"}
WORDS = {
    "en": {
        "image": "image blocked",
        "link": "link blocked",
        "table": "Table",
        "code": "{} code",
        "task": "Task",
        "notes": "Footnotes",
    },
    "zh-Hans": {
        "image": "图片已拦截",
        "link": "链接已拦截",
        "table": "表格",
        "code": "{} 代码",
        "task": "任务",
        "notes": "脚注",
    },
}


class Block(NamedTuple):
    """An open block: where its opening tag stands in the output, and the text right inside it."""

    tag: str
    at: int
    texts: list[str]


class Rewriting:
    """One pass over one text's tokens."""

    def __init__(self, html: str, *, language: str, formulas: Formulas) -> None:
        self._tokens = tokens(html)
        self._language = language
        self._words = WORDS.get(language, WORDS["en"])
        self._formulas = formulas
        self._out: list[str] = []
        self._blocks: list[Block] = []
        self._blocked: list[str] = []
        self._depth = 0
        self._special: dict[str, Callable[[Token], None]] = {
            "pre": self._fence, "span": self._formula, "img": self._image, "a": self._link,
            "input": self._task, "sup": self._note,
        }  # fmt: skip
        self._is_mixed = not html.isascii()
        self._has_left = self._is_mixed and runs_left(html)
        self._n_columns = 0
        self._shift = 3 - min((int(each) for each in _HEADING.findall(html)), default=1)
        self._colourable = code.MOST
        self.credit = 0

    def run(self) -> str:
        """Return our HTML. Raises: TooDeep, Unexpected."""
        for token in self._tokens:
            if not token.tag:
                self._text(token.text)
            elif token.closes:
                self._depth -= 1
                self._closing(token.tag)
            else:
                self._opening(token)
        return "".join(self._out)

    def _text(self, text: str) -> None:
        stripped = text.strip("\n")
        if not self._blocks or self._blocks[-1].tag in _HOLDERS:
            if stripped.strip():  # an HTML block: comrak shows it as bare text
                self._out.append(f"<p {AUTO}>{_lines(stripped)}</p>\n")
            return
        self._blocks[-1].texts.append(text)
        self._out.append(_lines(text))

    def _opening(self, token: Token) -> None:
        if token.tag in _VOID:
            self._out.append(f"<{token.tag}>")
        elif token.tag in self._special:
            self._special[token.tag](token)
        else:
            self._depth += 1
            self._element(token)
        if self._depth > DEEPEST:
            raise TooDeep

    def _element(self, token: Token) -> None:
        tag = token.tag
        if tag in _BARE:
            self._out.append(f"<{tag}>")
            return
        self._blocks.append(Block(tag, len(self._out), []))
        if tag == "table":
            self._n_columns = 0
            self._out.append(self._group("tablewrap", "table", ' tabindex="0"') + "<table>")
        elif tag == "section":
            self._out.append(self._group("notes", "notes"))
        elif tag in _NAMED or tag in _HEADINGS:
            self._n_columns += tag == "th"
            if "id" in token.attributes:
                self.credit += n_letters(_name_of_note(token.attributes["id"]))
            self._out.append(f"<{self._name(tag)}{_extra(token)} {AUTO}>")
        else:
            raise Unexpected(tag)

    def _group(self, name: str, label: str, extra: str = "") -> str:
        runs = f" {AUTO}" if self._has_left else ""
        return f'<div class="{name}"{extra} role="group" aria-label="{self._words[label]}"{runs}>'

    def _closing(self, tag: str) -> None:
        if tag == "a":
            self._out.append(self._blocked.pop())
        elif not self._blocks or tag != self._blocks[-1].tag:
            self._out.append(f"</{tag}>")
        else:
            self._say(self._blocks.pop())
            self._out.append(_CLOSED.get(tag) or f"</{self._name(tag)}>")

    def _say(self, block: Block) -> None:
        """Complete a block's opening tag, now that its text is known."""
        opening, text = self._out[block.at], "".join(block.texts)
        if self._has_left and self._blocks:
            self._blocks[-1].texts.append(f"{text} ")
        if block.tag == "table" and self._n_columns > WIDE:
            opening = opening.replace('"tablewrap"', '"tablewrap tablewrap--wide"', 1)
        elif block.tag == "td" and _FIGURE.match(text.strip()):
            name = "n figure" if "class=" in opening else "figure"
            opening = f'<td class="{name}" {AUTO}>'
        if self._is_mixed:
            opening = attributes.named(opening, text, inside=self._language, has_left=self._has_left)
        self._out[block.at] = opening

    def _name(self, tag: str) -> str:
        return f"h{min(6, int(tag[1]) + self._shift)}" if tag in _HEADINGS else tag

    def _inner(self, *closing: str) -> str:
        """Take the text up to the closing tags that must follow."""
        text, waiting = "", list(closing)
        for token in self._tokens:
            if token.text:
                text += token.text
            elif token.closes and token.tag == waiting[0]:
                waiting.pop(0)
                if not waiting:
                    return unescape(text)
            else:
                break
        raise Unexpected(closing[0])

    def _fence(self, _: Token) -> None:
        attributes = next(self._tokens).attributes
        text = self._inner("code", "pre")
        if "data-math-style" in attributes:
            self.credit += n_letters(text) + n_letters("math")
            self._out.append(f"<p {AUTO}>{self._formulas.hold(text, block=True)}</p>\n")
            return
        language = attributes.get("class", "").removeprefix("language-")
        meta = attributes.get("data-meta", "")
        label = ""
        if meta or not code.is_known(language):
            self._out.append(
                f'<p class="fence" {AUTO}><code>{escaped(f"{language} {meta}".strip())}</code></p>'
            )
        else:
            self.credit += n_letters(language)
            label = code.name_of(language)
        name = f' role="group" aria-label="{escape(self._words["code"].format(label))}"' if label else ""
        self._colourable -= code.share(text, language)
        shown = code.highlight(text, language) if self._colourable >= 0 else escaped(text)
        self._out.append(f'<pre tabindex="0" dir="ltr"{name}><code>{shown}</code></pre>\n')

    def _formula(self, token: Token) -> None:
        latex = self._inner("span")
        self.credit += n_letters(latex)
        self._out.append(
            self._formulas.hold(latex, block=token.attributes.get("data-math-style") == "display")
        )

    def _task(self, token: Token) -> None:
        """A box that is looked at and never ticked: a control of its own would be part of the page's form."""
        checked = "true" if "checked" in token.attributes else "false"
        item = self._blocks[-1].at
        self._out[item] = self._out[item].replace("<li ", '<li class="task" ', 1)
        self.credit += (checked == "true") - n_letters(_BOXES[checked])
        self._out.append(
            f'<span class="task__box" role="checkbox" aria-checked="{checked}" aria-disabled="true"'
            f' aria-label="{self._words["task"]}">{_BOXES[checked]}</span>'
        )

    def _note(self, _: Token) -> None:
        reference = next(self._tokens).attributes
        self.credit += n_letters(_name_of_note(reference.get("href", "")))
        self._out.append(f'<sup class="note">[{escaped(self._inner("a", "sup"))}]</sup>')

    def _skip_way_back(self) -> None:
        for token in self._tokens:
            if token.closes and token.tag == "a":
                return

    def _image(self, token: Token) -> None:
        alt, title = token.attributes.get("alt", ""), token.attributes.get("title", "")
        shown = f"{escaped(alt)} {escaped(title)}".strip()
        self._out.append(f"{self._chip('image')} {shown} {self._address(token.attributes['src'])}</span>")

    def _link(self, token: Token) -> None:
        if token.attributes.get("class") == "footnote-backref":
            self._skip_way_back()
            return
        self._depth += 1
        href, title = token.attributes.get("href", ""), token.attributes.get("title", "")
        if not addresses.may_link(href):
            self._out.append(f"{self._chip('link')} ")
            self._blocked.append(f" {escaped(title)} {self._address(href)}</span>")
            return
        self.credit += n_letters(href) + n_letters(title)
        extra = f' title="{escape(named(title))}"' if title else ""
        self._out.append(f'<a href="{escape(href)}"{extra}>')
        self._blocked.append("</a>")

    def _chip(self, what: str) -> str:
        self.credit -= n_letters(self._words[what])
        return f'<span class="blocked"><span class="blocked__what">{self._words[what]}</span>'

    def _address(self, url: str) -> str:
        html, rest = addresses.spelt_out(url)
        self.credit += n_letters(rest)
        return html


def _extra(token: Token) -> str:
    if token.attributes.get("align") == "right":
        return ' class="n"'
    start = token.attributes.get("start", "")
    return f' start="{start}"' if start.isascii() and start.isdigit() else ""


def _lines(html: str) -> str:
    if "\n" in html:
        start, end = len(html) - len(html.lstrip("\n")), len(html.rstrip("\n"))
        html = html[:start] + html[start:end].replace("\n", "<br>") + html[max(start, end) :]
    return badged(html)


def _name_of_note(address: str) -> str:
    found = _NOTE.match(address)
    return unquote(found[1]) if found else ""
