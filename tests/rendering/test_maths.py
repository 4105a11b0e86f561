from __future__ import annotations

import pytest

from tasks.rendering import placing
from tasks.rendering.markdown import render
from tests.rendering.reading import Page


@pytest.mark.parametrize("text", ["\\(x^2\\)", "$x^2$"])
def test_an_inline_formula_becomes_mathml(text: str) -> None:
    assert "<math><msup><mi>x</mi><mn>2</mn></msup></math>" in render(text).html


@pytest.mark.parametrize("text", ["\\[x^2\\]", "$$x^2$$", "```math\nx^2\n```"])
def test_a_display_formula_becomes_a_block(text: str) -> None:
    assert '<math display="block">' in render(text).html


@pytest.mark.parametrize(
    "text", ["costs $5 and $6", "价格为$5，而另一个$6。共$x元", "from $5,000 to $10,000 a$b"]
)
def test_prices_are_not_formulas(text: str) -> None:
    assert Page(render(text).html).text == text


def test_text_in_a_formula_stays_text() -> None:
    html = render("$\\text{<img src=x onerror=alert(1)>}$").html

    assert "<mtext>&lt;img" in html
    assert "img" not in Page(html).tags


@pytest.mark.parametrize(
    "latex",
    [
        "\\url{javascript:1}",
        "\\htmlData{onclick=x}{y}",
        "\\data{x}",
        "\\newcommand{\\a}{b}\\a",
        "\\href{javascript:1}{x}",
        "\\class{a}{x}",
        "\\style{a}{x}",
        "\\unicode{x202e}",
        "\\def\\a{b}\\a",
        "a % hidden",
    ],
)
def test_a_formula_with_a_dangerous_command_is_shown_as_source(latex: str) -> None:
    rendered = render(f"\\({latex}\\)")

    assert rendered.notice == "maths_failed"
    assert Page(rendered.html).text == f"\\({latex}\\)"


@pytest.mark.parametrize(
    "latex",
    [
        "x^",
        "\\left( x",
        "{" * 300,
        "{" * 50 + "}" * 50,
        "\\sqrt " * 300,
        "x" * 2_001,
        "\\frac{" * 40_000,
        "{" * 200_000,
    ],
    ids=["unfinished", "unbalanced", "deep", "deep and closed", "chain", "long", "deep and long", "200 KB"],
)
def test_a_formula_that_cannot_be_read_is_shown_as_source(latex: str) -> None:
    rendered = render(f"$${latex}$$")

    assert rendered.notice == "maths_failed"
    assert latex in Page(rendered.html).text


@pytest.mark.parametrize(
    "latex",
    [
        "\\phantom{0}1",
        "\\vphantom{0}1",
        "a\\hspace{-50em}b",
        "\\\\",
        "\\newline",
        "\\quad",
        "x\\quad\\eqref{none}",
    ],
)
def test_a_formula_that_would_hide_something_is_shown_as_source(latex: str) -> None:
    assert render(f"\\({latex}\\)").notice == "maths_failed"


def test_a_pale_colour_is_ink_and_others_are_ones_that_can_be_read() -> None:
    html = render("$\\textcolor{white}{a}\\textcolor{red}{b}\\textcolor{yellow}{c}$").html

    assert [part.split(">")[0] for part in html.split("<mrow")[1:]] == [
        "",
        ' class="m-red"',
        ' class="m-orange"',
    ]
    assert "style" not in html


def test_a_formula_past_the_cap_is_shown_as_source() -> None:
    rendered = render("\\(x\\) " * (placing.MOST + 1))

    assert rendered.notice == "maths_failed"
    assert rendered.html.count("<math>") == placing.MOST


def test_a_placeholder_cannot_be_forged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.rendering.placing.secrets.token_hex", lambda _: "0" * 32)
    forged = f'<data value="{"0" * 32}-0"></data>'

    html = render(f"{forged} \\(x\\) `{forged}` [a](http://a.example/{forged} '{forged}')").html

    assert html.count("<math>") == 1
    assert "data" not in Page(html).tags


def test_a_placeholder_that_is_missing_or_doubled_fails() -> None:
    formulas = placing.Formulas("")
    placeholder = formulas.hold("x", block=False)

    for html in ("", placeholder * 2, placeholder.replace("-0", "-1"), f"{placeholder}<data>"):
        with pytest.raises(placing.Misplaced):
            formulas.place(html)
