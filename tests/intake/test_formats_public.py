"""Every public set is read as it was published, with the counts that its authors and the data's README give."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.intake import formats, merging
from tasks.intake.faults import LineError
from tasks.intake.lines import Line, LineGold

Record = dict[str, Any]


def records(path: Path) -> Iterator[Record]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if data.lstrip().startswith(b"["):
        yield from json.loads(data)
    else:
        yield from (json.loads(row) for row in data.splitlines() if row.strip())


def read(record: Record, layout: str) -> Line:
    found = formats.recognise(record)
    assert found.name == layout
    return found.read(record)


def lines(path: Path, layout: str) -> list[Line]:
    return [read(record, layout) for record in records(path)]


def by_key(found: list[Line]) -> dict[str, list[Line]]:
    keys: dict[str, list[Line]] = defaultdict(list)
    for line in found:
        keys[line.key].append(line)
    return keys


def says(line: Line) -> tuple[str, str]:
    """The prompt's last words and the last answer's."""
    return line.prompt[-1].content, line.answers[-1].text


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


# Open-Assistant


def test_oasst_trees_give_the_first_replies_and_their_ranking(shared_data: Path) -> None:
    found = lines(shared_data / "oasst" / "en_100_tree.jsonl", "oasst")

    assert len(found) == 100
    assert sum(len(line.answers) for line in found) == 333
    assert Counter(len(line.answers) for line in found) == {3: 67, 4: 18, 2: 8, 5: 3, 6: 2, 9: 1, 8: 1}
    assert sum(len(line.meta.get("source_ranking", ())) for line in found) == 330
    assert sum(answer.origin == "model" for line in found for answer in line.answers) == 17
    assert not any(line.ratings or line.gold for line in found)


def test_a_ranking_is_kept_best_first_by_the_replies_ids() -> None:
    replies = [
        {"message_id": "x", "text": "Good.", "rank": 1, "replies": [{"message_id": "deep", "text": "?"}]},
        {"message_id": "gone", "text": "Spam.", "deleted": True, "replies": []},
        {"message_id": "y", "text": "Better.", "rank": 0, "replies": []},
    ]
    tree = {
        "message_tree_id": "t",
        "tree_state": "ready_for_export",
        "prompt": {"message_id": "t", "text": "Hi", "role": "prompter", "lang": "de", "replies": replies},
    }

    line = read(tree, "oasst")

    assert [answer.text for answer in line.answers] == ["Good.", "Better."]
    assert line.meta["source_ranking"] == ["y", "x"]
    assert (line.external_id, line.language) == ("t", "de")
    assert [notice.code for notice in line.notices] == ["deeper_left_out"]


# LLMEval-2


def test_llmeval_has_twenty_answers_to_each_question(shared_data: Path) -> None:
    files = sorted((shared_data / "llmeval-2").glob("*/*.json.gz"))

    found = [line for path in files for line in lines(path, "llmeval-2")]

    joined = [merging.merge(lines_of_key).line for lines_of_key in by_key(found).values()]
    assert (len(files), len(found), len(joined)) == (8, 6400, 160)
    assert {len(line.answers) for line in joined} == {20}
    assert all(line.reference and len({answer.model for answer in line.answers}) == 20 for line in joined)
    assert all(answer.meta["source_scores"] for line in joined for answer in line.answers)


# HalluQA


def test_halluqa_right_against_wrong_is_gold(shared_data: Path) -> None:
    found = lines(shared_data / "halluqa" / "HalluQA.json", "halluqa")

    assert len(found) == 450
    firsts = Counter(line.gold and (line.gold.min_strength, line.gold.max_strength) for line in found)
    assert set(firsts) == {(-3, -1), (1, 3)}
    assert min(firsts.values()) > 180


def test_the_right_answer_is_the_one_that_the_gold_calls_better() -> None:
    for right, wrong in (("Yes.", "No."), ("No.", "Yes.")):
        record = {
            "Question": "?",
            "Best Answer1": right,
            "Wrong_Answer1": wrong,
            "Source": "s",
            "question_id": 3,
        }
        line = read(record, "halluqa")
        assert isinstance(line.gold, LineGold)
        better = 0 if line.gold.max_strength == -1 else 1
        assert line.answers[better].text == right
        assert line.gold.explanation == "s"


def test_halluqa_multiple_choice_waits_under_its_own_text(shared_data: Path) -> None:
    found = lines(shared_data / "halluqa" / "HalluQA_mc.json", "halluqa")

    assert len(by_key(found)) == len(found) == 450
    assert not any(line.answers for line in found)
    assert all(line.key.startswith("prompt:") and line.reference.startswith("Answer: ") for line in found)


def test_a_numbered_question_with_an_answer_is_not_taken_for_multiple_choice() -> None:
    record = {"question_id": 1, "question": "Who?", "answer": "Me."}

    assert (
        formats.recognise({**record, "question": "Question: Who?", "answer": "Answer: A"}).name == "halluqa"
    )
    assert formats.recognise(record).name != "halluqa"


def test_halluqa_answers_of_four_models_meet_under_the_question(shared_data: Path) -> None:
    files = sorted((shared_data / "halluqa" / "open_generation").glob("*.json"))
    found = [line for path in files for line in lines(path, "halluqa")]

    keys = by_key(found)
    assert (len(found), len(keys)) == (1800, 450)
    assert all(line.reference for line in found)
    said = Counter(str(line.answers[0].meta["is_hallucination"]) for line in found)
    assert said == {"False": 239 + 211 + 191 + 157, "True": 211 + 239 + 259 + 293}


# BELLE, FED, BIG-Bench-Mistake


def test_belle_prompts_wait_with_their_reference(shared_data: Path) -> None:
    found = lines(shared_data / "belle" / "eval_set.json", "belle")

    assert len(by_key(found)) == 1000
    assert sum(bool(line.reference) for line in found) == 631
    counts = Counter(line.domain for line in found)
    assert (len(counts), counts["open qa"], counts["closed qa"]) == (10, 285, 52)


def test_fed_has_turns_and_whole_dialogs(shared_data: Path) -> None:
    found = lines(shared_data / "fed" / "fed_data.json", "fed")

    dialogs = [line for line in found if "said_after" in line.meta]
    assert (len(found), len(dialogs)) == (500, 125)
    assert {line.prompt[-1].role for line in found} == {"user"}
    speakers = Counter(line.answers[0].model or line.answers[0].origin for line in found)
    assert speakers == {"Mitsuku": 176, "human": 164, "Meena": 160}
    aspects = Counter(len(line.answers[0].meta["source_scores"]) for line in found)
    assert aspects == {9: 375, 11: 125}


def test_of_a_whole_dialog_the_last_answer_is_judged() -> None:
    context = "User: Hi\nSystem: Hello.\nUser: How are\nyou?\nSystem: Fine:\nyou?\nUser: Bye"
    line = read({"context": context, "system": "Meena", "annotations": {"Overall": [1]}}, "fed")

    assert says(line) == ("How are\nyou?", "Fine:\nyou?")
    assert line.meta["said_after"] == [{"role": "user", "content": "Bye"}]


@pytest.mark.parametrize("name", ["word_sorting", "logical_deduction", "multistep_arithmetic"])
def test_reasoning_steps_are_one_answer_as_a_numbered_list(shared_data: Path, name: str) -> None:
    wrong = {"word_sorting": 266, "logical_deduction": 294, "multistep_arithmetic": 238}
    path = shared_data / "bigbench-mistake" / f"{name}.jsonl"

    found = lines(path, "bigbench-mistake")

    assert len(found) == 300
    assert sum(line.answers[0].meta["mistake_index"] is not None for line in found) == wrong[name]
    right = sum(line.answers[0].meta["final_answer"] == line.reference for line in found)
    assert right == 45
    for line, record in zip(found, records(path), strict=True):
        (answer,) = line.answers
        assert [answer.text[start:end] for start, end in answer.meta["steps_at"]] == record["steps"]


def test_a_step_of_several_lines_stays_one_step_of_the_list() -> None:
    record = {"input": "?", "steps": ["a\nb", "c"], "answer": "c", "target": "d", "mistake_index": 1}

    assert read(record, "bigbench-mistake").answers[0].text == "1. a\n   b\n2. c"
