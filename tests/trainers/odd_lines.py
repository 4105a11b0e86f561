"""Import lines with what loaders stumble over, each with ratings that decide it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Line = dict[str, Any]
BIG = 12345678901234567890123
CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}}


def line(number: int, strength: int = -2, **more: Any) -> Line:
    rating = {"rater": f"r{number % 5}", "strength": strength, **more.pop("rating", {})}
    completions = [{"text": f"One {number}."}, {"text": f"Two {number}."}]
    return {"prompt": f"Question {number}?", "completions": completions, "ratings": [rating]} | more


def odd() -> list[Line]:
    """One of each: "na" beside numbers, verdicts, models that are missing, big integers, line separators."""
    scores = {"factuality": {"a": 5, "b": "na"}, "coherence": {"a": 3}}
    return [
        line(0),
        line(1, rating={"scores": scores, "rationale": "B is right.", "shown": "ba", "seconds": 7.5}),
        line(2, 3, rating={"scores": {"factuality": {"a": "na", "b": "na"}, "justification": {"b": 1}}}),
        {**line(3), "ratings": [{"rater": "r1", "verdict": "both_bad"}]},
        {**line(4), "ratings": [{"rater": "r1", "verdict": "tie"}, {"rater": "r2", "verdict": "tie"}]},
        line(5, completions=[{"text": "mine", "model": "m1"}, {"text": "yours"}]),
        line(6, meta={"n": BIG, "deep": [{"a": 1}, "b", None], "": {}}, reference="Lima", domain="geo"),
        line(
            7, prompt="one\u2028two\u2029three\u0085four", completions=["a\u2028\x0b\x1c\x1eb", "c\r\nd\x85"]
        ),
        line(
            8, meta={"n": "text", "deep": 1.5}, warnings=["maps"], reference={"answer": "x", "links": ["y"]}
        ),
        line(9, completions=["same", "same "]),
        line(10, completions=["", ""]),
        line(11, completions=["", "words"], id="2026-01-02"),
    ]


def with_tools() -> list[Line]:
    asked = [
        {"role": "system", "content": "Use tools."},
        {"role": "user", "content": "Weather?", "name": "ada"},
        {"role": "assistant", "content": "", "tool_calls": [CALL]},
        {"role": "tool", "content": "19", "tool_call_id": "c1", "name": "weather"},
    ]
    calling = {"messages": [{"role": "assistant", "content": None, "tool_calls": [CALL]}]}
    turns = [{"role": "assistant", "content": "One."}, {"role": "user", "content": "And?"}]
    return [
        line(0),
        line(1, prompt=asked),
        line(2, completions=[calling, {"messages": [*turns, {"role": "assistant", "content": "Two."}]}]),
    ]


def late(n: int = 1300, size: int = 9000) -> Iterator[Line]:
    """More than 10 MiB in which nothing is said besides prompt, answers and preference; then everything is."""
    for number in range(n):
        text = f"Answer {number} " + "lorem ipsum " * (size // 12)
        yield line(number, completions=[{"text": text}, {"text": f"{number}"}])
    for at, each in enumerate(odd()):
        yield each | {"id": f"late-{at}", "language": "en", "priority": at}


def late_tools() -> Iterator[Line]:
    yield from late()
    yield from with_tools()


def turns() -> list[Line]:
    """Conversations as trainers stumble over them; answers that are empty, equal, long, Chinese, and rewritten."""
    asked = [{"role": "user", "content": "一加一？"}, {"role": "assistant", "content": "二。"}]
    system = {"role": "system", "content": "用中文回答，简短。"}
    question = {"role": "user", "content": "为什么\u2028呢？"}
    return [
        line(0),
        line(1, 3, prompt=[system, question], completions=["不知道。", "这是定义。\n\n"]),
        line(2, prompt=[*asked, question], completions=["  定义。 ", "猜的"]),
        line(3, prompt=[system, *asked, question], completions=["lorem ipsum " * 4300, "短"]),
        line(4, prompt=[system], completions=["Nothing", "was asked."]),
        line(5, prompt=asked, completions=["It goes", "on."]),
        line(6, prompt=[question, question], completions=["Asked", "twice."]),
        line(7, completions=["", "not empty"]),
        line(8, 2, completions=["", "not empty either"]),
        line(9, completions=["same", "same"]),
        line(10, completions=["<image> {{content}} %s", "```\n<tool_call>\x85\t"]),
        line(11, 1, completions=[{"text": "one"}, {"text": "two"}]),
    ]
