from __future__ import annotations

import pytest

from tasks.rendering import maths, placing
from tasks.rendering.markdown import render
from tests.rendering.reading import Page


@pytest.mark.parametrize("text", ["\\(x^2\\)", "$x^2$"])
def test_an_inline_formula_becomes_mathml(text: str) -> None:
    assert "<math><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>" in render(text).html


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


@pytest.mark.parametrize("latex", ["x^", "\\left( x", "{" * 300, "\\sqrt" * 200, "x" * 1_001])
def test_a_formula_that_cannot_be_read_is_shown_as_source(latex: str) -> None:
    rendered = render(f"$${latex}$$")

    assert rendered.notice == "maths_failed"
    assert latex in Page(rendered.html).text


def test_nothing_in_a_formula_is_hidden() -> None:
    html = maths.mathml("\\color{white}{a}\\phantom{b}\\rlap{c}\\hspace{-50em}", block=False)

    assert not any(word in html for word in ("mphantom", "color", "-50em", 'width="0"'))
    assert Page(html).text == "abc"


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
