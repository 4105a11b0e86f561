from __future__ import annotations

import pytest

from tasks.rendering.markdown import render
from tests.rendering.reading import Page


def shown(text: str) -> str:
    return render(text).html


def test_emphasis_beside_chinese_punctuation_is_emphasis() -> None:
    assert "<strong>判断。</strong>好" in shown("**判断。**好")


def test_headings_begin_at_h3_whatever_level_the_text_begins_with() -> None:
    assert Page(shown("# a\n\n## b\n\n###### c")).tags == ["h3", "h4", "h6"]
    assert Page(shown("### a\n\n#### b")).tags == ["h3", "h4"]


def test_a_line_break_in_the_text_is_one_on_screen() -> None:
    assert shown("床前明月光\n疑是地上霜").count("<br>") == 1


def test_a_table_scrolls_in_a_box_of_its_own_and_can_be_focused() -> None:
    html = shown("|a|b|\n|-|-:|\n|1|2|")

    assert html.startswith('<div class="tablewrap" tabindex="0" role="group" aria-label="Table"><table>')
    assert '<td class="n" dir="auto">2</td>' in html


def test_links_open_apart_and_tell_nobody_where_from() -> None:
    html = shown("[x](http://a.example/?q=1&r=2)")

    assert 'href="http://a.example/?q=1&amp;r=2"' in html
    assert 'target="_blank" rel="noopener noreferrer nofollow"' in html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "/logout/", "//a.example", "data:text/html,x", "#x", "ftp://a/b"]
)
def test_a_link_elsewhere_is_words_and_not_a_link(url: str) -> None:
    html = shown(f"[here]({url})")

    assert "<a" not in html
    assert f"<code>{url}</code>" in html


def test_an_image_is_named_and_not_loaded() -> None:
    page = Page(shown("![a cat](http://a.example/cat.png)"))

    assert "img" not in page.tags
    assert page.text == "image blocked a cat http://a.example/cat.png"


def test_an_image_in_a_chinese_text_is_named_in_chinese() -> None:
    assert "图片已拦截" in shown("这是一张图片：![猫](http://a.example/cat.png)")


def test_raw_html_is_shown_as_it_was_written() -> None:
    assert Page(shown("<div onclick=x>\n<b>a</b>\n</div>")).text.strip() == "<div onclick=x><b>a</b></div>"


def test_tasks_in_a_list_stay_text() -> None:
    assert Page(shown("- [ ] a\n- [x] b")).text == "[ ] a[x] b"


def test_a_passage_in_the_other_language_says_so() -> None:
    html = shown("中文这里的内容很多很多很多\n\nAn English sentence stands here.")

    assert '<p dir="auto" lang="en">An English' in html
    assert '<p dir="auto">中文' in html


def test_code_is_coloured_by_classes_and_its_text_is_kept() -> None:
    html = shown('```py\ndef f():\n    return "a" + 1  # why\n```')

    assert '<span class="tok-k">def</span>' in html
    assert 'aria-label="Python code"' in html
    assert Page(html).text.strip() == 'def f():\n    return "a" + 1  # why'


def test_a_fence_of_an_unknown_language_shows_its_words() -> None:
    assert Page(shown("```klingon title=x\nqapla\n```")).text == "klingon title=xqapla\n\n"


def test_an_empty_text_is_empty() -> None:
    assert render("") == ("", "")
    assert render(" \n\t") == ("", "")


def test_the_same_text_gives_the_same_bytes() -> None:
    text = "# a\n\n$x^2$ and \\[y\\]\n\n```py\nx = 1\n```\n\u202e"

    assert render(text) == render(text)


def test_a_lone_surrogate_is_replaced() -> None:
    assert shown("a\ud800b").encode()
