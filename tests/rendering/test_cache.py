from __future__ import annotations

import pytest

from tasks.models import RenderedText
from tasks.rendering import cache
from tasks.rendering.markdown import RENDERER

pytestmark = pytest.mark.django_db


def test_a_warmed_text_is_read_and_not_rendered_again() -> None:
    cache.warm(["```py\nx = 1\n```"])
    RenderedText.objects.update(html="<p>stored</p>")

    html = cache.html_for(["```py\nx = 1\n```"])

    assert html[cache.digest("```py\nx = 1\n```")].html == "<p>stored</p>"


def test_a_short_plain_text_is_rendered_at_once_and_not_stored() -> None:
    rendered = cache.html_for(["**a**"])[cache.digest("**a**")]

    assert rendered == ('<p dir="auto"><strong>a</strong></p>', "")
    assert not RenderedText.objects.exists()


@pytest.mark.parametrize("text", ["```\nx\n```", "$x$", "\\(x\\)", "a" * 20_000])
def test_a_costly_text_is_shown_as_source_until_a_worker_has_rendered_it(text: str) -> None:
    assert cache.html_for([text])[cache.digest(text)].notice == "pending"

    cache.warm([text])

    assert cache.html_for([text])[cache.digest(text)].notice == ""


def test_a_rendering_of_another_version_is_ignored() -> None:
    RenderedText.objects.create(digest=cache.digest("a"), renderer=RENDERER + 1, html="other")

    assert cache.html_for(["a"])[cache.digest("a")].html == '<p dir="auto">a</p>'


def test_warming_twice_stores_once() -> None:
    cache.warm(["a", "a", "b"])
    cache.warm(["a", "b"])

    assert RenderedText.objects.count() == 2


def test_many_texts_take_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        cache.html_for([f"text {n}" for n in range(50)])


def test_a_text_that_takes_too_long_is_stored_as_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LONGEST_SECONDS", 0.000_001)

    cache.warm(["# a\n" * 20_000])

    assert RenderedText.objects.get().notice == "too_complex"
