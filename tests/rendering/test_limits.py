from __future__ import annotations

import gc
from collections.abc import Iterator
from time import process_time

import pytest

from tasks.rendering.code import LANGUAGES, LONGEST, LONGEST_OF, highlight
from tasks.rendering.deadline import OutOfTime, deadline
from tasks.rendering.invisible import escaped
from tasks.rendering.keeping import n_letters
from tasks.rendering.markdown import LARGEST, render
from tests.rendering.reading import Page


@pytest.fixture(autouse=True)
def nothing_of_other_tests() -> Iterator[None]:
    """Keep what other tests have loaded (hundreds of megabytes) out of the collector's work while time is measured."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


PIECES = [
    "[",
    "![",
    "*",
    "**a",
    "`",
    "```\n",
    ">",
    "> ",
    "- ",
    "* ",
    "\\(",
    "\\[",
    "$",
    "$a",
    "$$",
    "_a",
    "<",
    "<a ",
    "&",
]
PIECES += [
    "|",
    "|-",
    "~",
    "[a](",
    "](",
    "www.",
    "http://",
    "a@b.",
    "1. ",
    "<!--",
    "<?",
    "<![CDATA[",
    "    ",
    "\\",
    "# ",
]
PIECES += [
    "判*",
    "[a]: b\n",
    "\t- ",
    "> - ",
    "a\u200b",
    "\u200b",
    "- a\n",
    "|a",
    "---\n\n",
    "![a](x) ",
    "\x01",
    "&amp;",
]
SIZES = [40_000, 100_000, LARGEST]


def repeated(piece: str, size: int) -> str:
    return piece * (size // len(piece.encode()))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("piece", PIECES)
def test_hostile_repetition_ends_with_bounded_output_and_all_its_text(piece: str, size: int) -> None:
    text = repeated(piece, size)

    rendered = render(text)

    assert rendered.notice in ("", "too_complex", "incomplete", "maths_failed")
    assert len(rendered.html) <= 40 * size
    assert rendered.notice == "" or n_letters(Page(rendered.html).text) >= 0.3 * n_letters(text)


@pytest.mark.parametrize(
    "text",
    [
        "|" + "a|" * 40_000 + "\n|" + "-|" * 40_000 + "\n" + "|\n" * 10_000,
        "\n".join("  " * i + "- a" for i in range(500)),
        "\\(" * 2_001,
    ],
    ids=["columns", "lists", "formulas"],
)
def test_what_asks_for_too_much_is_shown_as_source(text: str) -> None:
    rendered = render(text)

    assert rendered.notice == "too_complex"
    assert Page(rendered.html).text == text


@pytest.mark.parametrize(
    "text",
    [
        ("|" + "a|" * 99 + "\n|" + "-|" * 99 + "\n" + "|\n" * 100_000)[:LARGEST],
        "[" * 100_000 + "a" + "]" * 100_000,
        "[a]: " + "x" * 60_000 + "\n\n" + "[a]" * 60_000,
        "*a " * 40_000 + "a*" * 40_000,
        "- " * 50_000 + "a",
    ],
    ids=["rows", "brackets", "references", "emphasis", "list in list"],
)
def test_hostile_nesting_ends_with_bounded_output(text: str) -> None:
    rendered = render(text)

    assert rendered.notice != "failed"
    assert len(rendered.html) <= 10 * len(text)


def test_a_text_over_the_cap_is_shown_as_source() -> None:
    text = "判" * (LARGEST // 3 + 1)

    assert render(text) == (f'<pre class="source" tabindex="0" dir="auto">{text}</pre>', "too_long")


@pytest.mark.parametrize(
    "text", ["|a|\n|-|\n|b|a cell beyond the columns|", "[x]: http://nobody-uses-this.example\n\na"]
)
def test_text_that_would_vanish_is_shown_as_source(text: str) -> None:
    rendered = render(text)

    assert rendered.notice == "incomplete"
    assert Page(rendered.html).text == text


def test_ordinary_references_are_not_taken_for_lost_text() -> None:
    assert (
        render("See [the paper][lewis] for [more][lewis].\n\n[lewis]: http://a.example/lewis 'Lewis'").notice
        == ""
    )


HOSTILE_CODE = ['"', "'", "/", "/*", "<!--", '"\\', "a.", "1.", "#", "--", "`${", "(", "{", "\\", "a.b."]
HOSTILE_CODE += ["$", "@", "<a", "<<", "a(", "?a<b,", "//", "%", 'f"{', "class", "@media", "template<"]
HOSTILE_CODE += ["<script>", "\\begin{", "a: ", "判", "\n", "a\n", "\\\n", " ", " \n", "class a "]
HOSTILE_CODE += ["import " + "\n" * 98]


@pytest.mark.parametrize("name", LANGUAGES)
def test_colouring_keeps_hostile_code_whole_and_takes_little_time(name: str) -> None:
    size = LONGEST_OF.get(name, LONGEST)
    for piece in HOSTILE_CODE:
        lines = repeated(piece, 250) + "\n"
        for code in (repeated(piece, size), repeated(lines, size)):
            start = process_time()
            html = highlight(code, LANGUAGES[name].split()[0])

            assert process_time() - start < 0.5, piece  # 0.1 was measured; the rest is for slow machines
            assert Page(html).text == code


@pytest.mark.parametrize(
    "code",
    ["x = 1\n" * (LONGEST // 6 + 1), "x = 1\n" + "a." * 150, "x = 1" + "\n" * 100],
    ids=["long block", "long line", "run of blanks"],
)
def test_code_that_could_be_costly_is_shown_plain(code: str) -> None:
    assert "tok-" in highlight("x = 1\n", "python")
    assert "tok-" not in highlight(code, "python")


def test_code_past_a_total_is_shown_plain() -> None:
    block = "```python\n" + "x = 1\n" * 600 + "```\n"

    assert "tok-" not in render(block * 9).html.split("<pre")[-1]
    assert "tok-" in render(block * 8).html.split("<pre")[-1]


def test_code_that_a_lexer_would_change_is_shown_plain() -> None:
    assert highlight("x = 1\r\ny = 2", "python") == escaped("x = 1\r\ny = 2")


def test_a_deadline_stops_what_takes_too_long() -> None:
    def endless() -> None:
        with deadline(0.05):
            while True:
                pass

    with pytest.raises(OutOfTime):
        endless()
