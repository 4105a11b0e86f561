"""What holds for any rating, and for any noise."""

import json
from contextlib import suppress
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.rubric.answers import Answers, InvalidRating, canonical, display, draft, to_payload, validate
from tasks.rubric.asking import asked
from tasks.rubric.definition import InvalidRubric, Rubric, parse
from tasks.rubric.form import from_post
from tests.rubric.rubrics import MANY, PAIR, SEVERAL

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=60)
any_text = st.text(st.characters(exclude_categories=[]), max_size=20)
numbers = st.integers() | st.floats(allow_nan=True) | st.integers(-4, 7)
KEYS = ["preference", "strength", "verdict", "both_bad", "scores", "factuality", "a", "b", "na", "rationale"]
MORE_KEYS = ["reasons", "clearer", "marks", "answer", "start", "end", "kind", "wrong", "tags", "refused"]
OTHER_KEYS = ["rewrite", "confidence", "flags", "answers", "active_ms", "intent", "topics", "quality"]
names = any_text | st.sampled_from(KEYS + MORE_KEYS + OTHER_KEYS)
noise = st.recursive(
    st.none() | st.booleans() | numbers | names,
    lambda child: st.lists(child, max_size=4) | st.dictionaries(names, child, max_size=5),
    max_leaves=25,
)


def codes(options: Any) -> st.SearchStrategy[list[str]]:
    return (
        st.lists(st.sampled_from([option.code for option in options]), unique=True)
        if options
        else st.just([])
    )


@st.composite
def drafts(draw: st.DrawFn, rubric: Rubric, n: int) -> dict[str, Any]:
    """Draw anything that a rater may have filled in."""
    letters = "abc"[:n]

    def per_letter(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
        return st.dictionaries(st.sampled_from(letters), values)

    scores = {
        scale.key: draw(per_letter(st.integers(scale.low, scale.high) | st.just("na")))
        for scale in rubric.scales
    }
    payload: dict[str, Any] = {
        "scores": scores,
        "rationale": draw(texts),
        "reasons": draw(codes(rubric.reasons)),
        "flags": draw(codes(rubric.flags)),
        "rewrite": draw(per_letter(texts)),
        "active_ms": draw(st.integers(0, 10**7)),
    }
    if rubric.tags:
        payload["tags"] = draw(per_letter(codes(rubric.tags)))
    if rubric.confidence:
        payload["confidence"] = draw(st.integers(1, 3))
    if rubric.marks:
        payload["marks"] = draw(st.lists(marks(letters), max_size=3))
    if "preference" in rubric.by_key:
        payload["preference"] = draw(
            st.builds(dict, strength=st.integers(-3, 3)) | st.just({"verdict": "both_bad"}) | st.just({})
        )
    return payload


@st.composite
def marks(draw: st.DrawFn, letters: str) -> dict[str, Any]:
    start = draw(st.integers(0, 500))
    mark = {"answer": draw(st.sampled_from(letters)), "start": start, "end": start + draw(st.integers(1, 50))}
    return mark | {"kind": draw(st.sampled_from(["wrong", "unsupported", "good"])), "note": draw(texts)}


def as_post(payload: dict[str, Any]) -> dict[str, list[str]]:
    """Fill the page's form in, as a browser sends it."""
    preference = payload.get("preference", {})
    post = {
        "preference": [str(value) for value in preference.values()],
        "rationale": [payload["rationale"].replace("\n", "\r\n")],
        "reason": payload["reasons"],
        "flag": payload["flags"],
        "marks": [json.dumps(payload.get("marks", []))],
        "confidence": [str(payload.get("confidence", ""))],
        "active_ms": [str(payload["active_ms"])],
    }
    for key, row in payload["scores"].items():
        post |= {f"{key}_{letter}": [str(value)] for letter, value in row.items()}
    post |= {f"tag_{letter}": values for letter, values in payload.get("tags", {}).items()}
    post |= {f"rewrite_{letter}": [text.replace("\n", "\r\n")] for letter, text in payload["rewrite"].items()}
    return post


@given(drafts(PAIR, 2), st.permutations([0, 1]))
def test_a_rating_survives_form_storage_and_both_orders(payload: dict[str, Any], order: list[int]) -> None:
    sent = draft(rubric=PAIR, n_completions=2, payload=from_post(PAIR, as_post(payload)))

    stored = to_payload(canonical(sent, order, PAIR), PAIR)
    back = display(draft(rubric=PAIR, n_completions=2, payload=stored), order, PAIR)

    assert sent == draft(rubric=PAIR, n_completions=2, payload=payload)
    assert back == sent
    assert draft(rubric=PAIR, n_completions=2, payload=to_payload(back, PAIR)) == sent


@pytest.mark.parametrize("order", list(permutations(range(3))))
@given(cells=st.lists(st.none() | st.integers(0, 5), min_size=6, max_size=6), rewrite=texts)
@settings(max_examples=20)
def test_display_undoes_canonical(order: tuple[int, ...], cells: list[int | None], rewrite: str) -> None:
    answers = Answers(scores=tuple(cells), rewrite={"b": rewrite}, tags={"c": ("unsafe",)})

    assert display(canonical(answers, order, SEVERAL), order, SEVERAL) == answers
    assert canonical(display(answers, order, SEVERAL), order, SEVERAL) == answers


@given(noise, st.sampled_from(["full", "standard", "light"]), st.integers(0, 40))
def test_noise_is_a_rating_or_is_refused(payload: Any, form: str, seed: int) -> None:
    questions = asked(PAIR, form, seed)
    with suppress(InvalidRating):
        validate(rubric=PAIR, form=form, asked=questions, n_completions=2, payload=payload)


@given(noise)
def test_noise_of_another_rubric_is_a_draft_or_is_refused(payload: Any) -> None:
    with suppress(InvalidRating):
        draft(rubric=SEVERAL, n_completions=3, payload=payload)


@given(
    st.dictionaries(
        names | st.sampled_from(["factuality_a", "tag_b", "reason"]), st.lists(any_text, max_size=3)
    )
)
def test_a_hostile_form_is_a_rating_or_is_refused(post: dict[str, list[str]]) -> None:
    with suppress(InvalidRating):
        draft(rubric=PAIR, n_completions=2, payload=from_post(PAIR, post))


@given(st.sampled_from(sorted(MANY)), noise)
def test_a_noisy_definition_is_a_rubric_or_is_refused(key: str, value: Any) -> None:
    with suppress(InvalidRubric):
        parse(MANY | {key: value})
