"""Public sets of judged answers are read as published, with the counts of their authors and of the data's README."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.intake import merging
from tasks.intake.faults import LineError
from tasks.intake.lines import Line
from tests.intake.public_lines import Record, by_key, lines, read, records

# MT-Bench


def test_mt_bench_questions_wait_for_answers_under_their_id(shared_data: Path) -> None:
    found = lines(shared_data / "mt-bench" / "question.jsonl", "mt-bench")

    assert len(found) == len(by_key(found)) == 80
    assert {len(line.prompt) for line in found} == {2}
    assert not any(line.answers for line in found)
    assert Counter(line.domain for line in found) == dict.fromkeys(
        ("writing", "roleplay", "reasoning", "math", "coding", "extraction", "stem", "humanities"), 10
    )
    assert sum(bool(line.reference) for line in found) == 39


def test_mt_bench_answers_find_their_question(shared_data: Path) -> None:
    questions = by_key(lines(shared_data / "mt-bench" / "question.jsonl", "mt-bench"))
    answers = lines(shared_data / "mt-bench" / "reference_answer_gpt-4.jsonl", "mt-bench")

    assert len(answers) == 30
    assert {line.answers[0].model for line in answers} == {"gpt-4"}
    assert all(line.key in questions and not line.prompt for line in answers)


def test_both_turns_of_an_answer_are_one_text_and_can_be_cut_out_again() -> None:
    record = {"question_id": 7, "model_id": "m", "choices": [{"index": 0, "turns": ["One.", "第二。"]}]}

    (answer,) = read(record, "mt-bench").answers

    assert answer.text == "**(1)**\n\nOne.\n\n---\n\n**(2)**\n\n第二。"
    assert [answer.text[start:end] for start, end in answer.meta["turns_at"]] == ["One.", "第二。"]


def test_an_answer_of_one_turn_is_its_text() -> None:
    record = {"question_id": 7, "model_id": "m", "choices": [{"turns": ["Only."]}, {"turns": ["Other."]}]}

    assert [answer.text for answer in read(record, "mt-bench").answers] == ["Only.", "Other."]


# FairEval


def test_faireval_questions_and_answers_are_joined_by_id(shared_data: Path) -> None:
    folder = shared_data / "faireval"
    names = ("question.jsonl", "answer_gpt35.jsonl", "answer_vicuna-13b.jsonl")

    keys = by_key([line for name in names for line in lines(folder / name, "faireval")])

    assert len(keys) == 80
    joined = [merging.merge(found).line for found in keys.values()]
    assert {(len(line.prompt), len(line.answers)) for line in joined} == {(1, 2)}
    assert {tuple(answer.model.split(":")[0] for answer in line.answers) for line in joined} == {
        ("gpt-3.5-turbo", "vicuna-13b")
    }


def test_faireval_verdicts_name_the_better_answer_by_its_model(shared_data: Path) -> None:
    written = (shared_data / "faireval" / "review_gpt35_vicuna-13b_human.txt").read_text().split()

    found = [read({"verdict": word, "line": n}, "faireval") for n, word in enumerate(written, start=1)]

    assert Counter(line.ratings[0].better_model for line in found) == {"gpt-3.5": 41, "vicuna": 25, "": 14}
    assert {line.ratings[0].strength for line in found if not line.ratings[0].better_model} == {0}
    assert [line.key for line in found[:2]] == ["id:1", "id:2"]


def test_a_verdict_that_nobody_knows_is_refused_with_those_that_are() -> None:
    with pytest.raises(LineError) as caught:
        read({"verdict": "NOBODY", "line": 3}, "faireval")

    assert (caught.value.code, caught.value.field) == ("no_verdict", "verdict")
    assert caught.value.details["known"] == "CHATGPT, VICUNA13B, TIE"


# PandaLM


def test_pandalm_pairs_carry_what_three_annotators_said(shared_data: Path) -> None:
    found = lines(shared_data / "pandalm" / "testset-v1.json", "pandalm")

    assert len(found) == 999
    assert {tuple(rating.rater for rating in line.ratings) for line in found} == {
        ("annotator1", "annotator2", "annotator3")
    }
    assert Counter(rating.strength for line in found for rating in line.ratings) == {
        1: 1416,
        -1: 1255,
        0: 326,
    }
    assert {rating.kind for line in found for rating in line.ratings} == {"human"}


@pytest.mark.parametrize(
    ("name", "judge", "said"),
    [
        ("gpt-3.5-turbo-testset-v1.json", "gpt-3.5-turbo", {-1: 460, 1: 476, 0: 38, None: 25}),
        ("pandalm-7b-testset-v1.json", "pandalm-7b", {-1: 433, 1: 459, 0: 107}),
    ],
)
def test_pandalm_judges_speak_of_pairs_by_their_number(
    shared_data: Path, name: str, judge: str, said: dict[int | None, int]
) -> None:
    counted: Counter[int | None] = Counter()
    for record in records(shared_data / "pandalm" / name):
        line = _read_or_none(record)
        if line:
            (rating,) = line.ratings
            assert (line.key, rating.rater, rating.kind) == (f"id:{record['idx']}", judge, "judge")
        counted[line.ratings[0].strength if line else None] += 1

    assert counted == said


def _read_or_none(record: Record) -> Line | None:
    try:
        return read(record, "pandalm")
    except LineError as error:
        if error.code != "no_verdict":
            raise
        return None


# LFQA


def test_lfqa_lines_of_several_experts_are_one_pair(shared_data: Path) -> None:
    files = sorted((shared_data / "lfqa-experts").glob("*.json"))

    keys = by_key([line for path in files for line in lines(path, "lfqa-experts")])

    assert (len(files), len(keys)) == (13, 140)
    assert all(line.gathers for found in keys.values() for line in found)
    joined = [merging.merge(found) for found in keys.values()]
    assert {len(one.line.answers) for one in joined} == {2}
    assert Counter(len(one.said) for one in joined) == {3: 40, 2: 40, 1: 60}
    assert len({said.ratings[0].rater for one in joined for said in one.said}) == 12


def test_an_experts_judgement_comes_with_reason_time_and_duration() -> None:
    line = read(
        {
            "q_id": "x1",
            "question_text": "Why?<br />Really?",
            "answer1": "So.",
            "answer2": "Thus.",
            "answer1_label": "HMM[4][1]",
            "id": 9,
            "BetterAnswer": "Answer B",
            "DifficultToChoose": "Yes.",
            "comments": "B knows.",
            "annotator": 12,
            "annotation_id": 106,
            "created_at": "2022-09-14T21:33:34.291386Z",
            "updated_at": "2022-09-14T21:33:34.291442Z",
            "lead_time": 120.456,
        },
        "lfqa-experts",
    )

    assert line.prompt[0].content == "Why?<br />Really?"
    assert [answer.origin for answer in line.answers] == ["model", "human"]
    (rating,) = line.ratings
    assert (rating.rater, rating.strength, rating.rationale) == ("lfqa expert 12", 1, "B knows.")
    assert rating.at == datetime(2022, 9, 14, 21, 33, 34, 291386, UTC)
    assert rating.active_ms == 120_456
    assert rating.answers["DifficultToChoose"] == "Yes."
