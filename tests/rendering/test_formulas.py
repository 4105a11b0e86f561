"""Formulas as models write them: each is shown as a reader of LaTeX expects it, or as its source with a notice."""

from __future__ import annotations

import re

import pytest

from tasks.rendering import displays
from tasks.rendering.markdown import render
from tests.rendering.reading import Page

ROW = re.compile(r"<mtr>(.*?)</mtr>")


def shown(latex: str, *, block: bool = True) -> str:
    rendered = render(f"\\[{latex}\\]" if block else f"\\({latex}\\)")
    assert rendered.notice == "", latex
    assert Page(rendered.html).faults == []
    return rendered.html


def rows(latex: str) -> list[str]:
    return [Page(row).text for row in ROW.findall(shown(latex))]


@pytest.mark.parametrize(
    "latex",
    [
        "\\begin{aligned} x&=1\\\\ y&=2\\end{aligned}",
        "\\begin{align*} x&=1\\\\ y&=2\\end{align*}",
        "\\begin{split} x&=1\\\\ y&=2\\end{split}",
        "\\begin{gathered} x=1\\\\[2pt] y=2\\end{gathered}",
        "\\begin{aligned}[t] x&=1\\\\ y&=2\\end{aligned}",
        "x=1\\\\y=2",
        "x&=1\\\\[1em]y&=2",
        "\n  x=1 \\\\\n  y=2\n",
    ],
)
def test_rows_stand_below_each_other(latex: str) -> None:
    assert rows(latex) == ["x=1", "y=2"]


def test_rows_of_equations_meet_at_their_sign() -> None:
    html = shown("\\begin{aligned} x&=1\\\\ y&=2\\end{aligned}")

    assert (
        html.count('<mtd class="m-right m-tight-right">')
        == html.count('<mtd class="m-left m-tight-left">')
        == 2
    )


def test_cases_are_rows_behind_one_brace() -> None:
    latex = "\\begin{cases}1 & x>0\\\\ 0 & x\\le 0\\end{cases}"

    assert rows(latex) == ["1x>0", "0x≤0"]
    assert shown(latex).count("<mo>{</mo>") == 1


@pytest.mark.parametrize(
    ("latex", "notation"),
    [
        ("\\boxed{42}", "box"),
        ("\\cancel{x}", "updiagonalstrike"),
        ("\\bcancel{x}", "downdiagonalstrike"),
        ("\\xcancel{x}", "updiagonalstrike downdiagonalstrike"),
    ],
)
def test_a_box_and_a_stroke_are_kept(latex: str, notation: str) -> None:
    assert f'<menclose notation="{notation}">' in shown(latex)


@pytest.mark.parametrize(
    "latex",
    [
        "\\ce{H2O}",
        "\\eqref{eq:1}",
        "\\unknowncommand{x}",
        "\\SI{3}{\\metre}",
        "\\qty{3}{\\metre}",
        "\\cancelto{0}{x}",
        "\\begin{tabular}{c}x\\end{tabular}",
        "\\multicolumn{2}{c}{x}",
        "\\text{a_b}",
        "\\text{if $x$}",
        "x \\label{a}",
    ],
)
def test_what_cannot_be_shown_right_is_shown_as_its_source_with_a_notice(latex: str) -> None:
    rendered = render(f"\\[{latex}\\]")

    assert rendered.notice == "maths_failed"
    assert Page(rendered.html).text.strip() == f"\\[{latex}\\]"


@pytest.mark.parametrize(
    ("latex", "part"),
    [
        ("\\underbrace{a+b}_{n}", "<mo>⏟</mo></munder><mi>n</mi></munder>"),
        ("\\overbrace{a+b}^{n}", "<mo>⏞</mo></mover><mi>n</mi></mover>"),
        ("\\nicefrac{1}{2}", "<mn>1</mn></msup>"),
        (
            "\\left(\\frac{a}{b}\\right)",
            "<mrow><mo>(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo></mrow>",
        ),
        ("\\mathbb{R}", "<mi>ℝ</mi>"),
        ("\\operatorname{rank}(A)", "<mi>rank</mi>"),
        ("\\xrightarrow{\\text{加热}}", "<mtext>加热</mtext>"),
        ("\\text{当 }x>0", "<mtext>当\u00a0</mtext>"),
        ("\\text{a \\textbf{b}}", '<mtext>a\u00a0</mtext><mtext class="m-bold">b</mtext>'),
        ("\\overline{ab}", '<mo stretchy="true">\u0332</mo></mover>'),
        ("\\vec{v}", '<mo class="m-mark" stretchy="false">\u20d7</mo>'),
        ("f''(x)", "<mo>′′</mo>"),
        ("\\binom{n}{k}", '<mfrac linethickness="0">'),
        ("\\cfrac{1}{2}", '<mfrac class="m-near-top" displaystyle="true" scriptlevel="0">'),
    ],
)
def test_what_people_use_is_shown(latex: str, part: str) -> None:
    assert part in shown(latex)


def test_a_matrix_keeps_its_rows_rules_and_fences() -> None:
    assert rows("\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}") == ["ab", "cd"]
    assert '<mtd class="m-rule-right">' in shown("\\left[\\begin{array}{c|c}a&b\\end{array}\\right]")


def test_a_rule_below_the_last_row_is_as_wide_as_the_table() -> None:
    html = shown("\\begin{array}{|c|c|}\\hline a&b\\\\ \\hline\\end{array}")

    assert '<mtable class="m-rule-left m-rule-top m-rule-bottom"' in html
    assert html.count("<mtr>") == 1


def test_rows_below_a_sum_are_as_small_as_its_limits() -> None:
    assert '<mtable displaystyle="false">' in shown("\\sum_{\\substack{i<n\\\\j<m}} a")


def test_a_number_of_its_own_stands_beside_an_equation() -> None:
    assert rows("E=mc^2 \\tag{7}") == ["E=mc2(7)"]
    assert rows("a=1\\tag{1}\\\\b=2\\tag{2}") == ["a=1(1)", "b=2(2)"]


def test_numbered_equations_of_a_text_are_counted_on_and_referred_to() -> None:
    equation = "$$\\begin{equation}x%s\\end{equation}$$\n\n"
    text = equation % "" + equation % "\\label{b}" + "see \\(\\eqref{b}\\)"

    html = render(text).html

    assert html.count("(1)") == 1
    assert html.count("(2)") == 2
    assert "<a" not in html


def test_a_reader_of_another_text_counts_anew() -> None:
    text = "$$\\begin{equation}x\\end{equation}$$"

    assert render(text) == render(text)


@pytest.mark.parametrize(
    "text", ["costs $5 and $6", "between $5, $6 and $7.50", "US$5–US$6", "价格 $5 或 $6 元"]
)
def test_currency_is_not_maths(text: str) -> None:
    assert "<math" not in render(text).html
    assert Page(render(text).html).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Then\n$$\nx\n=\n1\n$$\nand on",
        "Then $$x\n= 1$$ and on",
        "1. Then\n   \\[\n   x\n   = 1\n   \\]",
        "$$\n\nx\n\n= 1\n\n$$",
    ],
)
def test_a_displayed_formula_may_go_over_lines(text: str) -> None:
    html = render(text).html

    assert '<math display="block"><mi>x</mi><mo>=</mo><mn>1</mn></math>' in html
    assert not {"h3", "ul"} & set(Page(html).tags)


@pytest.mark.parametrize(
    "text", ["```\n$$\na\n= b\n$$\n```", "costs $$ here\n\nand\n$$ there", "a \\[\nb\n\nc"]
)
def test_lines_that_are_no_formula_are_left_alone(text: str) -> None:
    assert displays.joined(text) == text


@pytest.mark.parametrize("mark", ["。", "，", ".", ")", "）。", "；"])
def test_a_mark_after_a_formula_stays_in_its_line(mark: str) -> None:
    assert f'<span class="beside"><math><mi>x</mi></math>{mark}</span>' in render(f"公式 $x${mark}后").html
    assert f"<mi>x</mi><mtext>{mark}</mtext></math>" in render(f"$$x$${mark}").html


def test_a_full_stop_after_rows_stands_in_the_last_one() -> None:
    html = render("$$\\begin{aligned} x&=1\\\\ y&=2\\end{aligned}$$。").html

    assert "<mn>2</mn><mtext>。</mtext></mtd></mtr></mtable></math>" in html


def test_brackets_around_a_formula_stay_with_it() -> None:
    assert '<span class="beside">（<math><mi>x</mi></math>）</span>' in render("其中（$x$）是").html


def test_a_long_formula_scrolls_in_a_box_that_can_be_reached() -> None:
    box = 'tabindex="0" role="group" aria-label="{}"><math'

    assert box.format("Formula") in render("Then $" + "x+" * 30 + "y$ holds.").html
    assert box.format("公式") in render("那么下面的公式成立：$$" + "x+" * 30 + "y$$").html
    assert "tabindex" not in render("$x+y$").html
