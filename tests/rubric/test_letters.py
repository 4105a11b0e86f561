import json
import re
from pathlib import Path

import pytest

from tasks import demo
from tasks.rubric.letters import canonical_rationale

TURNED = [
    ("B is right", "A is right"),
    ("A is right and explains it. B is easy to read.", "B is right and explains it. A is easy to read."),
    ("Answer A misses the point, answer b does not.", "Answer B misses the point, answer a does not."),
    ("Response B: correct. Response A: wrong.", "Response A: correct. Response B: wrong."),
    ("I prefer (B) to (A).", "I prefer (A) to (B)."),
    ("A's dict keeps the order, so B's “always” is false.", "B's dict keeps the order, so A's “always” is false."),
    ("A’s claim", "B’s claim"),
    ("Both of B's claims are wrong.", "Both of A's claims are wrong."),
    ("“Proven” is wrong in A. B shows why.", "“Proven” is wrong in B. A shows why."),
    ("A misstates the meaning.", "B misstates the meaning."),
    ("A clearly explains both.", "B clearly explains both."),
    ("A only repeats the claim.", "B only repeats the claim."),
    ("A missed the question.", "B missed the question."),
    ("A much better", "B much better"),
    ("A better than B", "B better than A"),
    ("A, by a wide margin.", "B, by a wide margin."),
    ("Answers A and B are fine.", "Answers B and A are fine."),
    ("A and B agree", "B and A agree"),
    ("A/B are both wrong", "B/A are both wrong"),
    ("A > B", "B > A"),
    ("A>>B because of sources", "B>>A because of sources"),
    ("A = B in quality", "B = A in quality"),
    ("A vs. B: the same", "B vs. A: the same"),
    ("Overall B wins; clearly B", "Overall A wins; clearly A"),
    ("Prefer B.", "Prefer A."),
    ("However, A is shorter", "However, B is shorter"),
    ("In my view A does it; I would choose B.", "In my view B does it; I would choose A."),
    ("- A: wrong\n- B: right", "- B: wrong\n- A: right"),
    ("1. A is late\n2. B is early", "1. B is late\n2. A is early"),
    ("**A** is right, *B* is not", "**B** is right, *A* is not"),
    ("Model A hallucinates", "Model B hallucinates"),
    ("It costs $5 and A says $6", "It costs $5 and B says $6"),
    ("B", "A"),
    ("A.", "B."),
    ("A doesn't cite; B doesn’t either", "B doesn't cite; A doesn’t either"),
    ("A gave two sources", "B gave two sources"),
    ("A has all four rows right", "B has all four rows right"),
    ("A commits the classic mistake", "B commits the classic mistake"),
    ("A is a good answer. A good answer cites.", "B is a good answer. A good answer cites."),
    ("A比B好", "B比A好"),
    ("A 比 B 更好", "B 比 A 更好"),
    ("回答A正确，回答B错误。", "回答B正确，回答A错误。"),
    ("答案A说时效两年，答案b没有。", "答案B说时效两年，答案a没有。"),
    ("回答 a 更完整", "回答 b 更完整"),
    ("回答“A”更好", "回答“B”更好"),
    ("两份结果都是1。A完整，B只说容易得到。", "两份结果都是1。B完整，A只说容易得到。"),
    ("综合来看选A", "综合来看选B"),
    ("我更喜欢B，因为A太短", "我更喜欢A，因为B太短"),
    ("Ａ比Ｂ好", "Ｂ比Ａ好"),
    ("A和B都错", "B和A都错"),
    ("AB都没有引用法条", "BA都没有引用法条"),
    ("A、B两个回答", "B、A两个回答"),
    ("A的理由更充分，而B的例子不对", "B的理由更充分，而A的例子不对"),
    ("（A）胜出", "（B）胜出"),
    ("A点出了关键，B超出了题目要求", "B点出了关键，A超出了题目要求"),
    ("A。", "B。"),
    ("A：正确；B：错误", "B：正确；A：错误"),
    ("A>B，A引用了法条", "B>A，B引用了法条"),
    ("A站得住脚", "B站得住脚"),
    ("模型A编造了文献", "模型B编造了文献"),
    ("Answer A is right that vitamin B matters", "Answer B is right that vitamin B matters"),
    ("A says that Plan B fails", "B says that Plan B fails"),
    ("The A answer beats the B answer", "The B answer beats the A answer"),
    ("A好，b差", "B好，a差"),
    ("A is better, b is wrong", "B is better, a is wrong"),
    ("Option A is better than option B", "Option B is better than option A"),
    ("选项A更好", "选项B更好"),
    ("A方案详细，B方案空洞", "B方案详细，A方案空洞"),
    ("a比b好", "b比a好"),
    ("prefer a over b", "prefer b over a"),
    ("I like a more than b", "I like b more than a"),
    ("b is shorter, a is a good answer", "a is shorter, b is a good answer"),
    ("Unlike B, a longer answer cites", "Unlike A, a longer answer cites"),
]  # fmt: skip

LEFT = [
    "A good answer names its sources.",
    "A clearly wrong claim was made",
    "A better answer would cite",
    "A detailed list helps",
    "this answer a bit longer",
    "Vitamin B and vitamins A",
    "plan A, then Plan B",
    "B cells and type A",
    "hepatitis B, grade A, point B",
    "P(A|B) = P(B|A) P(A) / P(B)",
    "the events satisfy A ∩ B = ∅",
    "`A` and ```\nB = A\n```",
    "$A = B$ and \\(A\\)",
    "see https://example.org/A and https://example.org/?x=B",
    "an A-level course, an A/B test, C++ and B2B",
    "Llama-7B and Qwen 7 B",
    "the second one is better, AB type",
    "grade: A+",
    "维生素B缺乏，维生素A过量",
    "计划A和计划B",
    "A股上涨，B站视频，B超检查",
    "A型血与B型血",
    "从点A到点B",
    "**bold** Vitamin *B*",
    "f(A) * B",
    "A * B + A",
    "后者更好，前者更差",
    "没有字母",
    "",
]

DOUBTFUL = [
    "A solid answer, B weak",
    "A solid answer with sources, B weak",
    "A solid answer with sources. B weak.",
    "B is right. A longer text.",
    "用户问A方案和B方案哪个好，B的回答更好",
    "Both fine; Claude B and A",
    "B is right, and so is 方案A",
    "A is right; let b be",
    "A short text. A wrong claim. A serious mistake.",
    "A class of errors; a bit longer",
    "George A. Miller and U.S.A. and Ph.D. and B.C.",
    "方案A可行",
    "正确答案是B，应选B",
    "选项A和选项B",
    "Claude B",
]


@pytest.mark.parametrize(("seen", "canonical"), TURNED)
def test_a_reference_to_an_answer_is_turned(seen: str, canonical: str) -> None:
    assert canonical_rationale(seen, [1, 0]) == canonical


@pytest.mark.parametrize("text", LEFT)
def test_other_letters_stay(text: str) -> None:
    assert canonical_rationale(text, [1, 0]) == text


@pytest.mark.parametrize("text", DOUBTFUL)
def test_one_letter_in_doubt_leaves_the_text_without_a_canonical_form(text: str) -> None:
    assert canonical_rationale(text, [1, 0]) == ""
    assert canonical_rationale(text, [0, 1]) == text


@pytest.mark.parametrize("text", [seen for seen, _canonical in TURNED])
def test_the_imported_order_changes_nothing(text: str) -> None:
    assert canonical_rationale(text, [0, 1]) == text


def test_more_answers_are_turned_by_their_order() -> None:
    seen = "C beats A; B is last. Answer D does not exist, nor E. A、B和C都短"

    assert (
        canonical_rationale(seen, [2, 0, 1])
        == "B beats C; A is last. Answer D does not exist, nor E. C、A和B都短"
    )


def test_one_answer_has_nothing_to_turn() -> None:
    assert canonical_rationale("A is right", [0]) == "A is right"


def test_every_reference_of_the_sample_ratings_is_found() -> None:
    swap = {"A": "B", "B": "A"}
    for line in (Path(demo.__file__).with_name("ratings.jsonl")).read_text().splitlines():
        rationale = json.loads(line).get("rationale", "")
        expected = re.sub("(?<![A-Za-z])[AB](?![A-Za-z])", lambda found: swap[found[0]], rationale)
        assert canonical_rationale(rationale, [1, 0]) == expected
