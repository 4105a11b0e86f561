"""Public sets of answers and of questions are read as published, with the counts of the data's README."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tasks.intake import formats, merging
from tasks.intake.lines import LineGold
from tests.intake.public_lines import by_key, lines, read, records, says

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
