"""Columns become our keys by their names or by a manager's word, and nothing of a record is lost on the way."""

from __future__ import annotations

import pytest

from tasks.intake.faults import LineError
from tasks.intake.files import columns
from tests.intake.sources import outcomes, records


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            ["编号", "问题", "回答A", "回答B", "参考答案", "领域"],
            {
                "id": "编号",
                "prompt": "问题",
                "completions": ["回答A", "回答B"],
                "reference": "参考答案",
                "domain": "领域",
            },
        ),
        (["题目", "模型1回答", "模型2回答"], {"prompt": "题目", "completions": ["模型1回答", "模型2回答"]}),
        (
            ["用户问题", "回答1", "模型1", "回答2", "模型2"],
            {"prompt": "用户问题", "completions": ["回答1", "回答2"], "models": ["模型1", "模型2"]},
        ),
        (
            ["问题", "答案A", "答案B", "答案"],
            {"prompt": "问题", "completions": ["答案A", "答案B"], "reference": "答案"},
        ),
        (
            ["Prompt", "Response A", "Response B"],
            {"prompt": "Prompt", "completions": ["Response A", "Response B"]},
        ),
        (
            ["id", "question", "answer_1", "answer_2", "answer_3", "Reference Answer", "Language"],
            {
                "id": "id",
                "prompt": "question",
                "completions": ["answer_1", "answer_2", "answer_3"],
                "reference": "Reference Answer",
                "language": "Language",
            },
        ),
        (["instruction", "input", "output"], {"prompt": "instruction", "completions": ["output"]}),
        (
            ["prompt", "completions", "meta"],
            {"prompt": "prompt", "completions": "completions", "meta": "meta"},
        ),
        (["model_a", "model_b", "winner"], {"verdict": "winner"}),
        (["问题", "问题 "], {"prompt": "问题"}),
        ([], {}),
    ],
)
def test_usual_names_are_recognised(header: list[str], expected: dict[str, object]) -> None:
    assert columns.suggest(header) == expected


def test_every_suggested_key_is_offered() -> None:
    header = ["prompt", "answer 1", "answer 2", "model 1", "model 2", *columns.FIELDS]

    assert set(columns.suggest(header)) <= set(columns.FIELDS)
    assert list(columns.suggest(header)) == [key for key in columns.FIELDS if key in columns.suggest(header)]


def test_columns_are_renamed_and_the_others_stay() -> None:
    record = {"问题": "q", "甲": "one", "乙": "[2]", "来源": "web"}

    found = columns.apply(record, {"prompt": "问题", "completions": ["甲", "乙"]})

    assert found == {"prompt": "q", "completions": ["one", "[2]"], "来源": "web"}


def test_a_column_whose_name_is_taken_stays_under_another() -> None:
    found = columns.apply({"prompt": "old", "question": "new"}, {"prompt": "question"})

    assert found == {"prompt": "new", "column prompt": "old"}


def test_answers_get_the_models_that_stand_beside_them() -> None:
    record = {"a": "x", "b": "y", "m": "gpt", "n": "glm"}

    found = columns.apply(record, {"completions": ["a", "b"], "models": ["m", "n"]})

    assert found == {"completions": [{"text": "x", "model": "gpt"}, {"text": "y", "model": "glm"}]}


def test_one_column_may_hold_all_answers_or_one() -> None:
    assert columns.apply({"x": '["a", "b"]'}, {"completions": "x"}) == {"completions": ["a", "b"]}
    assert columns.apply({"x": ["a", "b"]}, {"completions": "x"}) == {"completions": ["a", "b"]}
    assert columns.apply({"x": " a "}, {"completions": "x"}) == {"completions": [" a "]}


def test_a_mapped_cell_that_holds_json_is_decoded() -> None:
    record = {"extra": '{"source": "web"}', "text": '[{"role": "user", "content": "hi"}]'}

    found = columns.apply(record, {"meta": "extra", "prompt": "text"})

    assert found == {"meta": {"source": "web"}, "prompt": [{"role": "user", "content": "hi"}]}


@pytest.mark.parametrize(
    "mapping", [{"prompt": "gone"}, {"completions": ["a", "gone"]}, {"models": ["gone"]}]
)
def test_a_column_that_is_not_there_is_named(mapping: dict[str, str | list[str]]) -> None:
    with pytest.raises(LineError) as caught:
        columns.apply({"a": "x"}, mapping)

    assert (caught.value.code, caught.value.field) == ("missing_column", "gone")


def test_cells_of_lists_and_objects_are_decoded_and_all_others_are_text() -> None:
    content = (
        b"prompt,completions,meta,skills,priority,chosen,note\r\n"
        b'[{ is how it begins,"[""a"", ""b""]","{""x"": 1}",law-zh,5,"[{""role"": ""user""}]",[1]\r\n'
        b'"[{""role"": ""user"", ""content"": ""q""}]",,,,,,\r\n'
    )

    assert records(content) == [
        {
            "prompt": "[{ is how it begins",
            "completions": ["a", "b"],
            "meta": {"x": 1},
            "skills": "law-zh",
            "priority": "5",
            "chosen": [{"role": "user"}],
            "note": "[1]",
        },
        {
            "prompt": [{"role": "user", "content": "q"}],
            "completions": None,
            "meta": None,
            "skills": None,
            "priority": "",
            "chosen": "",
            "note": "",
        },
    ]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("[1,]", "not_json"),
        ("{x}", "not_json"),
        ("[NaN]", "not_finite"),
        ('["\\u0000"]', "nul_character"),
        ('["\\ud800"]', "lone_surrogate"),
        ("[" * 200 + "]" * 200, "too_deep"),
        ('{"a": 1, "a": 2}', "duplicate_key"),
    ],
)
def test_json_in_a_cell_is_read_as_strictly_as_a_line(cell: str, code: str) -> None:
    quoted = cell.replace('"', '""')

    assert outcomes(f'prompt,meta\nq,"{quoted}"\nq,\n'.encode()) == [
        (2, code),
        (3, {"prompt": "q", "meta": None}),
    ]


def test_the_column_of_a_bad_cell_is_named() -> None:
    with pytest.raises(LineError) as caught:
        columns.typed({"prompt": "q", "meta": '{"x": [NaN]}'})

    assert caught.value.field == "meta.x[0]"
