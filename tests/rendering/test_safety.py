from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.rendering.invisible import SUSPECT
from tasks.rendering.keeping import n_letters
from tasks.rendering.markdown import render
from tests.rendering.reading import Page
from tests.xss_corpus import PAYLOADS

FRAGMENTS = [text for _, text in PAYLOADS] + [
    "\n",
    "\n\n",
    " ",
    "*",
    "_",
    "`",
    "```",
    "|",
    "> ",
    "- ",
    "1. ",
    "# ",
    "\\",
]
FRAGMENTS += [
    "$",
    "$$",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "[",
    "](",
    ")",
    "<",
    ">",
    "&",
    ";",
    '"',
    "'",
    "http://a.b",
    "判断。",
    "~",
]


@pytest.mark.parametrize(("name", "text"), PAYLOADS)
def test_a_payload_leaves_only_what_a_page_may_show(name: str, text: str) -> None:
    rendered = render(text)

    assert Page(rendered.html).faults == []
    assert rendered.notice != "failed"


@settings(max_examples=300)
@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=8)), max_size=12).map("".join))
def test_no_mixture_leaves_more_than_a_page_may_show(text: str) -> None:
    rendered = render(text)

    assert Page(rendered.html).faults == []
    assert rendered.notice != "failed"


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(["word ", "字", "\n", "\n\n", *"*_`|>-#$\\[]()<&~:1!"]), max_size=80).map(
        "".join
    )
)
def test_no_text_is_lost_silently(text: str) -> None:
    page = Page(render(text).html)

    assert (
        n_letters(SUSPECT.sub("", page.text))
        >= n_letters(text) - 8 - text.count("[") * 40 - text.count("`") * 40
    )


def test_the_corpus_is_large_and_its_names_are_unique() -> None:
    assert len({name for name, _ in PAYLOADS}) == len(PAYLOADS) >= 80
    assert not any("\0" in text for _, text in PAYLOADS)
