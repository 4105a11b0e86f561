"""The bytes of each format, written by hand."""

import json
from dataclasses import replace

import pytest

from tasks.exports import encoding, formats
from tasks.exports.rows import ExportCompletion, ExportRating, ExportRow
from tasks.exports.shape import Shape
from tasks.rubric import versions
from tasks.rubric.content import Answers, Mark
from tasks.rubric.definition import parse
from tasks.rubric.presets import EXAM
from tests.exports.declared import problems
from tests.exports.rows import BOTH_BAD, CAPITAL, CAPITAL_CARRIED, FIRST_BETTER, ROWS, TIED
from tests.exports.said import left_out, records

TRL_PREFERENCE = (
    '{"chosen":[{"content":"Lima.","role":"assistant"}],"margin":0.5,'
    '"prompt":[{"content":"Capital of Peru? 秘鲁首都？","role":"user"}],'
    '"rejected":[{"content":"Cusco.","role":"assistant"}]}\n'
    '{"chosen":[{"content":"Cusco.","role":"assistant"}],"margin":1.0,'
    '"prompt":[{"content":"Capital of Peru? 秘鲁首都？","role":"user"}],'
    '"rejected":[{"content":"Lima.","role":"assistant"}]}\n'
)

CANONICAL_2 = (
    '{"aggregator":"majority","aggregator_version":"1","agreement":0.5,'
    '"aspects":{"coherence":{"mean_a":null,"mean_b":4.0,"sd":null},'
    '"factuality":{"mean_a":2.0,"mean_b":5.0,"sd":1.0}},'
    '"attachments":[{"name":"Map","path":"x/map.png"},"kept as it came"],"batch":4,'
    '"completion_a":"Cusco.","completion_b":"Lima.","created_at":"2026-01-02T03:04:05Z","domain":null,"external_id":"peru",'
    '"gold":false,"group_id":"ab","id":7,"language":"en","licence":null,"margin":0.5,'
    '"media_a":{"sha256":"00ff","type":"image/png"},"media_b":null,"meta":{"idx":123456789012345678901234567890},'
    '"model_a":"m1","model_b":null,"n_votes":3,"p_both_bad":0.0,"p_consensus":0.125,"p_tie":0.0625,"p_vote":0.25,"priority":5,'
    '"prompt":[{"content":"Capital of Peru? 秘鲁首都？","role":"user"}],"prompt_id":3,"reference":"Lima",'
    '"skills":["geo-en"],"sources":{"links":["https://example.org"]},"split":"train",'
    '"state":"settled","strength":1.5,"votes":['
    '{"aspects":{"coherence":{"a":"na","b":4},"factuality":{"a":1,"b":5}},"guideline":2,"rater":"r1",'
    '"rationale":"B is right: Lima.","reasons":["wrong_fact"],"secs":12.5,"side":"left","y":3},'
    '{"aspects":{"factuality":{"a":3,"b":5}},"guideline":2,"rater":"r2","rationale":"A is right.","reasons":[],'
    '"secs":8.0,"side":"right","y":2},'
    '{"aspects":{},"guideline":null,"rater":"r3","rationale":"","reasons":[],"secs":null,"side":null,"y":0}'
    '],"warnings":["maps"],"winner":"b"}\n'
)


CANONICAL_3 = (
    '{"aggregator":"majority","aggregator_version":"1","agreement":0.5,"alike":"",'
    '"aspects":{"coherence":{"mean_a":-1.0,"mean_b":4.0,"sd":-1.0},'
    '"factuality":{"mean_a":2.0,"mean_b":5.0,"sd":1.0}},'
    '"attachments":"[{\\"name\\":\\"Map\\",\\"path\\":\\"x/map.png\\"},\\"kept as it came\\"]","batch":4,'
    '"completion_a":"Cusco.","completion_b":"Lima.","created_at":"2026-01-02T03:04:05.000000Z","domain":"","external_id":"peru",'
    '"gold":false,"group_id":"ab","id":7,"language":"en","licence":"","margin":0.5,'
    '"media_a":{"sha256":"00ff","type":"image/png"},"media_b":{"sha256":"","type":""},'
    '"meta":"{\\"idx\\":123456789012345678901234567890}",'
    '"model_a":"m1","model_b":"","n_votes":3,"p_both_bad":0.0,"p_consensus":0.125,"p_tie":0.0625,"p_vote":0.25,"priority":5,'
    '"prompt":[{"content":"Capital of Peru? 秘鲁首都？","role":"user"}],"prompt_id":3,"reference":"Lima",'
    '"skills":"[\\"geo-en\\"]","sources":"{\\"links\\":[\\"https://example.org\\"]}","split":"train",'
    '"state":"settled","strength":1.5,"votes":['
    '{"aspects":{"coherence":{"a":0,"b":4},"factuality":{"a":1,"b":5}},"guideline":2,"letters":{"a":"a","b":"b"},'
    '"rater":"r1","rationale":"B is right: Lima.","rationale_canonical":"B is right: Lima.",'
    '"reasons":"[\\"wrong_fact\\"]","secs":12.5,"side":"left","verdict":"","y":3},'
    '{"aspects":{"coherence":{"a":-1,"b":-1},"factuality":{"a":3,"b":5}},"guideline":2,"letters":{"a":"b","b":"a"},'
    '"rater":"r2","rationale":"A is right.","rationale_canonical":"B is right.",'
    '"reasons":"[]","secs":8.0,"side":"right","verdict":"","y":2},'
    '{"aspects":{"coherence":{"a":-1,"b":-1},"factuality":{"a":-1,"b":-1}},"guideline":0,"letters":{"a":"a","b":"b"},'
    '"rater":"r3","rationale":"","rationale_canonical":"","reasons":"[]","secs":-1.0,"side":"","verdict":"","y":0}'
    '],"warnings":"[\\"maps\\"]","winner":"b"}\n'
)
ASPECTS = ("coherence", "factuality", "justification")
SHAPE = Shape(aspects=("coherence", "factuality"))
CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
CALLING = replace(
    CAPITAL,
    prompt=(
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "content": "", "tool_calls": [CALL]},
        {"role": "tool", "content": "19", "name": "weather", "tool_call_id": "c1"},
    ),
    completions=(
        ExportCompletion("It is 19."),
        ExportCompletion("…", messages=({"role": "assistant", "content": "", "tool_calls": [CALL]},)),
    ),
)
REWRITTEN = replace(CAPITAL, ratings=(ExportRating("r1", answers=Answers(rewrite={"a": "It is Lima."})),))
BRIEF = replace(CAPITAL, prompt=({"role": "system", "content": "Be brief."}, *CAPITAL.prompt))
SCORED = replace(CAPITAL, rubric=parse(EXAM))


def exam_shape() -> Shape:
    return replace(SHAPE, aspects=ASPECTS, rubrics=(versions.published(EXAM).pk,))


def written(name: str, *rows: ExportRow) -> str:
    return encoding.lines(records(name, *rows, shape=SHAPE)).decode()


def test_trl_preference_is_these_bytes_and_leaves_out_what_has_no_better_answer() -> None:
    assert written("trl-preference", *ROWS) == TRL_PREFERENCE


def test_canonical_3_is_these_bytes() -> None:
    third = formats.EARLIER["canonical", 3]

    assert encoding.lines(records(third, CAPITAL_CARRIED, shape=SHAPE)).decode() == CANONICAL_3


@pytest.mark.django_db
def test_canonical_says_what_3_said_and_all_else_that_raters_gave() -> None:
    said = Answers(
        strength=3,
        scores=(1, 5, 0, 4, None, None),
        rationale="B is right: Lima.",
        reasons=("wrong_fact",),
        marks=(Mark("b", 0, 4, "good"),),
        tags={"a": ("truncated",)},
        rewrite={"a": "Lima!"},
        confidence=2,
        flags=("unsafe",),
        clauses=(7,),
    )
    shape = exam_shape()
    rubric = versions.by_id(shape.rubrics[0])
    first = replace(CAPITAL.ratings[0], answers=said, rubric=rubric)
    numbers = {
        "confidence": 0.875,
        "probabilities": {"p_consensus": 0.125, "p_vote": 0.25, "p_tie": 0.0625, "p_both_bad": 0.0},
        "strength": 1.5,
        "margin": 0.5,
        "errors": {},
    }
    row = replace(CAPITAL_CARRIED, ratings=(first,), rubric=rubric, numbers=numbers)

    record = json.loads(encoding.lines(records("canonical", row, shape=shape)))

    before = json.loads(encoding.lines(records(formats.EARLIER["canonical", 3], row, shape=shape)))
    assert {key: record[key] for key in before if key != "votes"} == {
        key: value for key, value in before.items() if key != "votes"
    }
    added = {key: record[key] for key in record.keys() - before.keys()}
    assert added == {
        "label": "b",
        "detail": "{}",
        "confidence": 0.875,
        "errors": "{}",
        "n_answers": 2,
        "probabilities": '{"p_both_bad":0.0,"p_consensus":0.125,"p_tie":0.0625,"p_vote":0.25}',
    }
    (vote,), (old,) = record["votes"], before["votes"]
    assert {key: vote[key] for key in old} == old
    assert {key: vote[key] for key in vote.keys() - old.keys()} == {
        "marks": '[{"answer":"b","end":4,"kind":"good","note":"","source":"","start":0}]',
        "tags": '{"a":["truncated"]}',
        "rewrite": '{"a":"Lima!"}',
        "flags": '["unsafe"]',
        "clauses": "[7]",
        "confidence": 2,
    }


def test_canonical_as_it_was_is_these_bytes() -> None:
    second = formats.EARLIER["canonical", 2]

    assert encoding.lines(records(second, CAPITAL_CARRIED), escapes=second.escapes).decode() == CANONICAL_2


def test_canonical_as_it_was_at_first_has_nothing_that_a_line_carried() -> None:
    (first,) = records(formats.EARLIER["canonical", 1], CAPITAL_CARRIED)
    (second,) = records(formats.EARLIER["canonical", 2], CAPITAL_CARRIED)

    assert first.items() <= second.items()
    assert not {"reference", "sources", "attachments", "meta", "media_a"} & first.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("shape", [SHAPE, Shape(), Shape(SHAPE.aspects, tools=True, turns=True)])
@pytest.mark.parametrize("with_kinds", [True, False])
@pytest.mark.parametrize(
    ("name", "style"),
    # A table for people has empty cells.
    [(name, style) for name, fmt in formats.FORMATS.items() for style in fmt.styles if name != "csv"],
)
def test_every_record_is_as_the_format_declares(
    name: str, style: str, with_kinds: bool, shape: Shape
) -> None:
    if with_kinds:
        shape = replace(shape, rubrics=exam_shape().rubrics, n_answers=3)

    found = records(name, *ROWS, CAPITAL_CARRIED, CALLING, REWRITTEN, SCORED, BRIEF, shape=shape, style=style)

    assert found
    declared = formats.named(name).styles[style].declared(shape)
    for record in map(json.loads, encoding.lines(found).splitlines()):
        assert problems(record, declared) == []


@pytest.mark.parametrize(
    ("texts", "reason"), [(("Lima.", " Lima.\r\n"), "equal_answers"), (("", "\u3000"), "empty_answers")]
)
def test_alike_answers_are_no_pair_to_learn_from_but_stay_in_canonical(
    texts: tuple[str, str], reason: str
) -> None:
    row = replace(CAPITAL, completions=tuple(map(ExportCompletion, texts)), alike=reason.partition("_")[0])

    assert records("trl-preference", row) == []
    assert left_out("trl-preference", row) == {reason: 1}
    assert json.loads(written("canonical", row))["alike"] == row.alike


def test_calls_of_tools_and_turns_of_answers_are_exported() -> None:
    (record,) = records("trl-preference", CALLING, shape=Shape(tools=True, turns=True))

    plain = {"name": "", "tool_call_id": "", "tool_calls": []}
    assert record["prompt"] == [
        {"role": "user", "content": "Weather?"} | plain,
        {"role": "assistant", "content": ""} | plain | {"tool_calls": [CALL]},
        {"role": "tool", "content": "19"} | plain | {"name": "weather", "tool_call_id": "c1"},
    ]
    assert record["rejected"] == [{"role": "assistant", "content": "It is 19."} | plain]
    assert record["chosen"][0]["tool_calls"] == [CALL]


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"])
@pytest.mark.parametrize("big", [1, 10**30])
def test_what_ends_a_line_is_escaped_inside_a_text(character: str, big: int) -> None:
    said = {"text": f"one{character}two", "n": big}

    data = encoding.lines([said])

    assert len(data.decode().splitlines()) == 1
    assert json.loads(data) == said


def test_canonical_3_keeps_every_outcome() -> None:
    third = formats.EARLIER["canonical", 3]
    lines = encoding.lines(records(third, *ROWS, shape=SHAPE)).decode().splitlines()

    assert [line.rsplit('"winner":')[-1] for line in lines] == ['"b"}', '"a"}', '"tie"}', '"both_bad"}']
    assert '"verdict":"both_bad"' in lines[3]
    assert '"verdict":"both_bad"' not in lines[2]


@pytest.mark.parametrize("row", [TIED, BOTH_BAD])
def test_trl_preference_has_no_record_of_an_undecided_pair(row: ExportRow) -> None:
    assert written("trl-preference", row) == ""


def test_margin_of_a_certain_first_answer_is_one() -> None:
    assert FIRST_BETTER.margin() == 1.0


def test_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(formats.UnknownFormat, match=r"canonical, .*trl-preference"):
        formats.named("xml")
