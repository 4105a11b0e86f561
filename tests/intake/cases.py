"""Small rows that people really upload, and the three containers in which each of them may come."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

Row = dict[str, Any]
CONTAINERS = ("jsonl", "json", "csv")

USER = {"role": "user", "content": "q"}
SAID = {"role": "assistant", "content": "a"}
OTHER = {"role": "assistant", "content": "b"}

# Two answers under numbered keys: the prompt q, the answers a and b in this order.
PAIRS: tuple[Row, ...] = (
    {"prompt": "q", "response 1": "a", "response 2": "b", "label": 1},
    {"prompt": "q", "reply_1": "a", "reply_2": "b"},
    {"prompt": "q", "reply_a": "a", "reply_b": "b"},
    {"prompt": "q", "candidate_1": "a", "candidate_2": "b"},
    {"prompt": "q", "text_a": "a", "text_b": "b"},
    {"prompt": "q", "generation_1": "a", "generation_2": "b"},
    {"prompt": "q", "model_a_response": "a", "model_b_response": "b"},
    {"问题": "q", "回答A": "a", "回答B": "b"},
    {"问题": "q", "回答1": "a", "回答2": "b"},
    {"Prompt": "q", "Response_A": "a", "Response_B": "b"},
    {"PROMPT": "q", "response-left": "a", "response-right": "b"},
    {"user.prompt": "q", "output.x": "a", "output.y": "b"},
    {"Instruction": "q", "AnswerOne": "a", "AnswerTwo": "b"},
    {"题目": "q", "模型甲的回答": "a", "模型乙的回答": "b"},
)

# Two answers of which the source prefers the first.
PREFERRED: tuple[Row, ...] = (
    {"prompt": "q", "pos_resp": "a", "neg_resp": "b"},
    {"prompt": "q", "pos_answer": "a", "neg_answer": "b"},
    {"prompt": "q", "pos_answer": {"content": "a"}, "neg_answer": {"content": "b"}},
    {"prompt": "q", "preferred": "a", "other": "b"},
    {"prompt": "q", "good": "a", "bad": "b"},
    {"prompt": "q", "chosen_response": "a", "rejected_response": "b"},
    {"问题": "q", "优选回答": "a", "拒绝回答": "b"},
    {"messages": [USER, SAID], "rejected_response": "b"},
    {"messages": [USER, SAID], "rejected_messages": [USER, OTHER]},
    {"chosen_messages": [USER, SAID], "rejected_messages": [USER, OTHER]},
)

# One answer that is a list of steps, and what the source says of them.
STEPS: tuple[tuple[Row, dict[str, Any]], ...] = (
    ({"question": "q", "steps": ["s1", "s2"], "first_error": 2}, {"first_error": 2}),
    ({"prompt": "q", "completions": ["s1", "s2"], "labels": [True, False]}, {"labels": [True, False]}),
)

# (row, the texts of its prompt, the texts of its answers)
VALUES: tuple[tuple[Row, list[str], list[str]], ...] = (
    (
        {"instruction": "Translate", "input": "", "output_1": "a", "output_2": "b"},
        ["Translate"],
        ["a", "b"],
    ),
    (
        {"instruction": "Translate", "input": "Hallo", "output_1": "a", "output_2": "b"},
        ["Translate\n\nHallo"],
        ["a", "b"],
    ),
    ({"prompt": "q", "output": ["good", "bad"]}, ["q"], ["good", "bad"]),
    (
        {"prompt": '["turn 1","turn 2"]', "response_a": '["r1","r2"]', "response_b": '["s1","s2"]'},
        ["turn 1", "turn 2"],
        ["**(1)**\n\nr1\n\n---\n\n**(2)**\n\nr2", "**(1)**\n\ns1\n\n---\n\n**(2)**\n\ns2"],
    ),
    (
        {"prompt": '["q"]', "response_a": '["a"]', "response_b": '["b"]'},
        ["q"],
        ["a", "b"],
    ),
    (
        {"prompt": "\n\nHuman: q\n\nAssistant:", "response_a": "a", "response_b": "b"},
        ["q"],
        ["a", "b"],
    ),
    (
        {
            "prompt": [{"role": "user", "content": [{"type": "text", "value": "q"}]}],
            "response_a": "a",
            "response_b": "b",
        },
        ["q"],
        ["a", "b"],
    ),
)

# Rows that are asked about, each with what the reason must name.
ASKED: tuple[tuple[Row, str, tuple[str, ...]], ...] = (
    (
        {
            "prompt": "8",
            "text": "Why is the sky blue on most days?",
            "result_x": "It scatters.",
            "result_y": "It is painted.",
            "model_x": "m",
            "model_y": "n",
        },
        "which_prompt",
        ("prompt", "text"),
    ),
    (
        {"prompt": "q", "answer": ["None"], "generated": "The sky scatters blue light."},
        "no_text_in_list",
        ("answer", "generated"),
    ),
    (
        {"prompt": "q", "first_guess": "The sky scatters light.", "second_guess": "The sky is painted blue."},
        "texts_not_used",
        ("first_guess", "second_guess"),
    ),
    ({"prompt": "q", "guesses": ["one", "two"]}, "texts_not_used", ("guesses",)),
)


def written(rows: list[Row], container: str) -> tuple[bytes, str]:
    """Write rows as one kind of file; a table's cells that are no text hold JSON."""
    if container == "jsonl":
        return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows), "rows.jsonl"
    if container == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1).encode(), "rows.json"
    table = io.StringIO()
    writer = csv.DictWriter(table, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return table.getvalue().encode(), "rows.csv"


def _cell(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
