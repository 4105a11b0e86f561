"""What only a browser tells of a rendered text: what stretches, what scrolls, what stands on which side."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from raters.accounts import preferences
from tasks.models import Prompt
from tasks.rendering import cache
from tests.browser.conftest import Open
from tests.browser.pages import fill_in, rating_page, submit, violations
from tests.factories import make_rater
from tests.web.test_turns import CONVERSATION
from tests.work import make_item, make_project

pytestmark = pytest.mark.django_db(transaction=True)

FIGURE = "1,234,567.89"
TABLE = "|" + "营业收入|" * 14 + "\n|" + "-|" * 14 + "\n" + ("|" + f"{FIGURE}|" * 14 + "\n") * 3
LONG = "$$" + "x_1+" * 60 + "y$$"
EVERYTHING = "\n\n".join(
    (
        TABLE,
        LONG,
        "- [ ] a\n- [x] b\n\nnote[^1]\n\n[^1]: text\n",
        "- مرحبا بالعالم\n- نص\n",
        "$$\\begin{align}a&=\\boxed{1}\\\\b&=\\cancel{2}\\tag{3}\\end{align}$$ and $\\color{red}{x}\\ce{H2O}$",
    )
)
HEIGHT = "node => node.getBoundingClientRect().height"
WIDTH = "node => node.getBoundingClientRect().width"
LINES = """node => { const all = document.createRange(); all.selectNodeContents(node);
    return new Set([...all.getClientRects()].map((each) => Math.round(each.top))).size }"""
INKED = """async ([source, width]) => {
    const picture = new Image(); picture.src = source; await picture.decode();
    const canvas = document.createElement("canvas"); [canvas.width, canvas.height] = [picture.width, picture.height];
    const ink = canvas.getContext("2d"); ink.drawImage(picture, 0, 0);
    const dark = (x) => ink.getImageData(x, 0, 1, picture.height).data.some((v, i) => i % 4 === 0 && v < 128);
    const columns = [...Array(picture.width).keys()].filter(dark);
    return (columns.at(-1) - columns[0] + 1) * width / picture.width }"""
STYLE = "(node, name) => getComputedStyle(node)[name]"


def show(open_as: Open, text: str, *, theme: str = "light", **options: Any) -> Page:
    project, rater = make_project(), make_rater()
    texts = [text, f"{text} "]
    cache.warm(texts)
    make_item(project, texts=texts)
    preferences.set_preferences(user=rater.user, theme=theme)
    page = open_as(rater.user, rating_page(project), **options)
    page.evaluate("document.fonts.ready")
    return page


def inked(page: Page, clip: Any) -> float:
    """Return the width in CSS pixels of what is drawn within a rectangle, from a picture of it."""
    picture = b64encode(page.screenshot(clip=clip)).decode()
    width: float = page.evaluate(INKED, [f"data:image/png;base64,{picture}", clip["width"]])
    return width


def faces(page: Page, selector: str) -> set[tuple[str, bool]]:
    """Name the fonts that Chromium draws a node with, and whether the page brought them."""
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    node = client.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {(each["familyName"], each["isCustomFont"]) for each in fonts}


def test_fences_grow_with_what_they_hold_by_the_font_that_we_bring(open_as: Open) -> None:
    page = show(
        open_as, "$$\\left(\\frac{a}{b}\\right)$$ and $$\\left[\\frac{\\frac{a}{b}}{\\frac{c}{d}}\\right]$$"
    )

    for formula in page.locator(".answer--a math").all():
        fraction = formula.locator("mfrac").first.evaluate(HEIGHT)
        fences = [each.evaluate(HEIGHT) for each in formula.locator("> mrow > mo").all()]
        assert len(fences) == 2
        assert all(0.9 * fraction <= each <= 1.4 * fraction for each in fences)
    assert faces(page, ".answer--a math mo") == {("Touchstone Maths", True)}


def test_an_arrow_and_a_brace_grow_with_what_they_name(open_as: Open) -> None:
    page = show(open_as, "$$\\xrightarrow{\\text{as }n\\text{ grows}}\\ \\overbrace{abcdef}$$")

    arrow = page.locator(".answer--a mo:text-is('→')")
    assert arrow.evaluate(WIDTH) > page.locator(".answer--a mtext").first.evaluate(WIDTH)
    # The box of a sign that is stretched sideways keeps its own width, so the picture is measured.
    named = page.locator(".answer--a mover[accent] > mrow").bounding_box()
    brace = page.locator(".answer--a mover[accent] > mo").bounding_box()
    assert named is not None
    assert brace is not None
    above = {"x": named["x"] - 10, "y": brace["y"], "width": named["width"] + 20, "height": brace["height"]}
    assert inked(page, above) > 0.9 * named["width"]


def test_a_box_and_a_stroke_are_drawn(open_as: Open) -> None:
    page = show(open_as, "$\\boxed{42}$ $\\cancel{x}$ $\\xcancel{x}$")

    box, stroke, cross = page.locator(".answer--a menclose").all()
    assert box.evaluate(STYLE, "borderTopStyle") == "solid"
    assert stroke.evaluate(STYLE, "backgroundImage").count("linear-gradient") == 1
    assert cross.evaluate(STYLE, "backgroundImage").count("linear-gradient") == 2


def test_rows_of_equations_meet_at_their_sign(open_as: Open) -> None:
    page = show(open_as, "$$\\begin{aligned} x+yyy&=1\\\\ z&=2\\end{aligned}$$")

    signs = [each.bounding_box() for each in page.locator(".answer--a mtd:last-child > mo").all()]
    assert all(signs)
    assert abs(signs[0]["x"] - signs[1]["x"]) < 1
    assert signs[1]["y"] - signs[0]["y"] > 10


@pytest.mark.parametrize("width", [1440, 390])
def test_a_wide_table_scrolls_sideways_by_keyboard_and_its_figures_stay_whole(
    open_as: Open, width: int
) -> None:
    page = show(open_as, TABLE, width=width)
    region = (
        page.locator(".answer--a")
        .get_by_role("group", name="表格")
        .or_(page.locator(".answer--a").get_by_role("group", name="Table"))
    )

    assert {cell.evaluate(LINES) for cell in region.locator("td").all()} == {1}
    assert region.evaluate("node => node.scrollWidth > node.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.answer--a .tablewrap').scrollLeft > 0")


def test_a_list_from_the_right_has_its_marks_on_the_right(open_as: Open) -> None:
    page = show(open_as, "- مرحبا بالعالم\n- GPT هو نموذج لغوي")

    mine = page.locator(".answer--a .reading ul")
    assert mine.evaluate(STYLE, "direction") == "rtl"
    assert mine.evaluate(STYLE, "paddingRight") != "0px"
    assert {each.evaluate(STYLE, "direction") for each in mine.locator("li").all()} == {"rtl"}


def test_a_full_stop_never_begins_the_line_after_a_formula(open_as: Open) -> None:
    page = show(open_as, "\n\n".join("字" * n + "因此 $x^2+y^2$。" for n in range(1, 40)))

    apart = page.locator(".answer--a .beside").evaluate_all(
        """all => all.filter((each) => {
            const range = document.createRange();
            range.selectNode(each.lastChild);
            return range.getBoundingClientRect().left < each.querySelector("math").getBoundingClientRect().right - 1;
        }).length"""
    )
    assert page.locator(".answer--a .beside").count() == 39
    assert apart == 0


@pytest.mark.parametrize(("theme", "locale"), [("light", "en-US"), ("dark", "zh-CN")])
def test_nothing_of_it_is_in_the_way_of_a_reader_with_a_screen_reader(
    open_as: Open, theme: str, locale: str
) -> None:
    page = show(open_as, EVERYTHING, theme=theme, locale=locale)

    assert violations(page) == []
    assert page.locator(".answer--a [role=checkbox][aria-checked=true]").count() == 1


def test_the_next_items_question_is_in_view_and_its_tools_can_be_read(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    make_item(project, priority=1)
    item = make_item(project)
    long = [*CONVERSATION, {"role": "tool", "content": "line\n" * 40, "name": "log"}]
    Prompt.objects.filter(pk=item.prompt_id).update(messages=long)
    page = open_as(rater.user, rating_page(project))

    fill_in(page)
    submit(page)

    expect(page.locator(".turn--last")).to_be_in_viewport()
    expect(page.locator(".turn--last")).to_contain_text("利马明天天气如何？")
    expect(page.locator(".turn--earlier").first).to_be_hidden()
    expect(page.get_by_role("group", name="Calls weather")).to_contain_text('"city": "利马"')
    folded = page.locator("details.tool .plain")
    expect(folded).to_be_hidden()
    page.get_by_text("41 lines").click()
    expect(folded).to_be_visible()
    page.locator("[data-do=earlier]").click()
    expect(page.get_by_text("An earlier question?")).to_be_visible()
    assert violations(page) == []


def test_the_first_formula_of_a_sitting_brings_its_style_sheet(open_as: Open) -> None:
    project, rater = make_project(), make_rater()
    texts = ["$\\boxed{1}$", "$\\boxed{2}$"]
    cache.warm(texts)
    make_item(project, priority=1)
    make_item(project, texts=texts)
    page = open_as(rater.user, rating_page(project))
    expect(page.locator("#maths")).to_have_count(0)

    fill_in(page)
    submit(page)

    page.wait_for_function(
        "() => getComputedStyle(document.querySelector('.pair menclose') ?? document.body).borderTopStyle === 'solid'"
    )
