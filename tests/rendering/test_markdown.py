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
    assert '<td class="n figure" dir="auto">2</td>' in html


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


def test_a_footnote_is_numbered_and_stands_at_the_end_without_a_link() -> None:
    page = Page(shown("Lima[^1] is old[^why].\n\n[^1]: In Peru.\n[^why]: See *there*."))

    assert page.text.split() == ["Lima[1]", "is", "old[2].", "In", "Peru.", "See", "there."]
    assert "a" not in page.tags
    assert 'aria-label="Footnotes"><ol' in shown("a[^1]\n\n[^1]: b")


def test_a_footnote_that_nothing_refers_to_is_not_lost() -> None:
    assert render("text\n\n[^1]: a note that nobody refers to").notice == "incomplete"


def test_a_task_is_a_box_that_is_read_out_and_cannot_be_ticked() -> None:
    html = shown("- [ ] a\n- [x] b\n- c")

    box = 'role="checkbox" aria-checked="{}" aria-disabled="true" aria-label="Task"'
    assert html.count(box.format("false")) == html.count(box.format("true")) == 1
    assert html.count('<li class="task"') == 2
    assert Page(html).text == "☐ a☑ bc"


def test_a_list_that_runs_from_the_right_says_so() -> None:
    html = shown("- مرحبا بالعالم\n- GPT هو نموذج لغوي كبير\n- 123\n\n> اقتباس قصير")

    assert html.startswith('<ul dir="rtl"><li dir="rtl">')
    assert '<li dir="rtl">GPT' in html
    assert "<li>123</li>" in html
    assert '<blockquote dir="rtl">' in html


def test_a_table_that_runs_from_the_right_begins_there() -> None:
    assert 'aria-label="Table" dir="rtl"><table>' in shown("|أولا|ثانيا|\n|-|-|\n|نص|آخر|")


def test_most_words_decide_which_way_a_paragraph_runs() -> None:
    html = shown("العربية is the word for Arabic in Arabic\n\nכלב and שלום הם מילים")

    assert html.startswith('<p dir="ltr">')
    assert '<p dir="rtl" lang="he">' in html


def test_figures_of_a_table_are_kept_whole_and_a_wide_one_says_that_it_is() -> None:
    html = shown(
        "|" + "h|" * 14 + "\n|" + "-|" * 14 + "\n|1,234,567.89|2024-01-01|¥12|-3.5 kg|" + "words here|" * 10
    )

    assert '<div class="tablewrap tablewrap--wide" tabindex="0" role="group" aria-label="Table">' in html
    assert html.count('<td class="figure"') == 4
    assert "tablewrap--wide" not in shown("|a|b|\n|-|-|\n|1|2|")
