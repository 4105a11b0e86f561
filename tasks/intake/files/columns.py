"""Which column of a file is which of our keys: guessed from its name, chosen by a manager, and applied to a record.

Decides too which cells of a table are lists or objects: those of the keys in `STRUCTURES`, and whole conversations
where a text may be one. Every other cell is text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from tasks.intake.faults import LineError
from tasks.intake.files import decoding

Mapped = Mapping[str, str | list[str]]

# What a page offers, in this order; `completions` and `models` take one column for each answer.
FIELDS = (
    *("prompt", "completions", "models", "id", "reference", "domain", "language", "skills"),
    *("priority", "warnings", "gold", "ratings", "attachments", "meta"),
)
SEVERAL = ("completions", "models")

STRUCTURES = frozenset(
    ("completions", "gold", "ratings", "attachments", "meta", "skills", "warnings", "messages")
)
CONVERSATIONS = frozenset(
    ("prompt", "chosen", "rejected", "completion", "conversations", "conversation", "turns")
)

_ANSWER = "answer|response|output|completion|reply|回答|答案|回复|输出|应答"
_NTH = "[a-h]|[1-9][0-9]?|[一二三四五六七八甲乙丙丁]"
_NUMBERED = re.compile(
    rf"(?:模型|model|candidate|候选)?(?:{_ANSWER})(?:{_NTH})|(?:模型|model|助手|assistant)?(?:{_NTH})的?(?:{_ANSWER})"
)
_MODEL = re.compile(rf"(?:模型|model)(?:名称?|name)?(?:{_NTH})(?:名称?|name)?")
_SINGLE = (
    "response",
    "output",
    "completion",
    "answer",
    "reply",
    "回答",
    "回复",
    "输出",
    "模型回答",
    "模型输出",
    "答案",
)
_NAMES: dict[str, tuple[str, ...]] = {
    "prompt": (
        *("prompt", "instruction", "question", "query", "userprompt", "usermessage", "input"),
        *("用户问题", "问题", "提问", "题目", "题干", "指令", "提示词", "提示", "输入", "用户输入"),
    ),
    "reference": (
        *(
            "reference",
            "referenceanswer",
            "stdanswer",
            "standardanswer",
            "groundtruth",
            "goldanswer",
            "target",
        ),
        *("参考答案", "标准答案", "参考回答", "正确答案", "答案"),
    ),
    "id": (
        "id",
        "itemid",
        "promptid",
        "questionid",
        "uuid",
        "idx",
        "编号",
        "序号",
        "题号",
        "题目编号",
        "问题编号",
    ),
    "domain": ("domain", "category", "subject", "topic", "领域", "类别", "分类", "学科", "主题"),
    "language": ("language", "lang", "语言", "语种"),
    "skills": ("skills", "skill", "技能"),
    "priority": ("priority", "优先级"),
    "warnings": ("warnings", "contentwarnings", "内容警告", "警告"),
    "gold": ("gold",),
    "ratings": ("ratings",),
    "attachments": ("attachments", "附件"),
    "meta": ("meta", "metadata"),
}


def apply(record: Mapping[str, Any], mapping: Mapped) -> dict[str, Any]:
    """Give the record under our keys; columns that nothing names stay under their own.

    Raises: LineError when the record lacks a column.
    """
    found = {key: _taken(record, key, chosen) for key, chosen in mapping.items() if key != "models"}
    if models := mapping.get("models"):
        found["completions"] = _with_models(found.get("completions", []), _values(record, models))
    used = {column for chosen in mapping.values() for column in _listed(chosen)}
    left = {_free(column, found): value for column, value in record.items() if column not in used}
    return {**left, **found}


def typed(record: dict[str, Any]) -> dict[str, Any]:
    """Decode the cells of a table that hold JSON.

    Raises: LineError when a cell holds what cannot be stored.
    """
    for key in (STRUCTURES | CONVERSATIONS).intersection(record):
        record[key] = _typed(key, record[key])
    return record


def suggest(header: Iterable[str]) -> dict[str, str | list[str]]:
    """Guess from usual names, English and Chinese, which column is which of our keys."""
    columns = {_plain(column): column for column in reversed(tuple(header))}
    columns = dict(reversed(columns.items()))  # of two alike the first counts
    answers = [column for plain, column in columns.items() if _NUMBERED.fullmatch(plain)]
    if not answers:
        answers = [columns[name] for name in _SINGLE if name in columns][:1]
    whole = columns.get("completions")
    guessed: dict[str, str | list[str]] = {}
    if whole or answers:
        guessed["completions"] = whole or answers
    models = [column for plain, column in columns.items() if _MODEL.fullmatch(plain)]
    if len(models) == len(answers) > 0 and not whole:
        guessed["models"] = models
    taken = {column for chosen in guessed.values() for column in _listed(chosen)}
    for key, names in _NAMES.items():
        free = [columns[name] for name in names if name in columns and columns[name] not in taken]
        if free:
            guessed[key] = free[0]
            taken.add(free[0])
    return {key: guessed[key] for key in FIELDS if key in guessed}


def _taken(record: Mapping[str, Any], key: str, chosen: str | list[str]) -> Any:
    values = _values(record, chosen)
    if not isinstance(chosen, str):
        return values  # each is an answer as it stands, whatever it looks like
    found = _typed(key, values[0])
    return [found] if key == "completions" and not isinstance(found, list) else found


def _values(record: Mapping[str, Any], chosen: str | list[str]) -> list[Any]:
    for column in _listed(chosen):
        if column not in record:
            raise LineError("missing_column", str(column), column=str(column)[:200])
    return [record[column] for column in _listed(chosen)]


def _listed(chosen: str | list[str]) -> list[str]:
    return [chosen] if isinstance(chosen, str) else chosen


def _with_models(answers: list[Any], models: list[Any]) -> list[Any]:
    """Name the model of each answer, as far as there are both."""
    named: list[Any] = list(answers)
    for place, model in enumerate(models[: len(answers)]):
        own = answers[place] if isinstance(answers[place], dict) else {"text": answers[place]}
        named[place] = {**own, "model": model}
    return named


def _free(column: str, found: Mapping[str, Any]) -> str:
    """Keep a column whose name another has taken under a name of its own."""
    while column in found:
        column = f"column {column}"
    return column


def _typed(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if key in STRUCTURES:
        return _structure(key, value)
    if key in CONVERSATIONS and value.startswith("[{"):
        try:
            return decoding.value_of(value, key)
        except LineError:
            return value  # a text that begins like one
    return value


def _structure(key: str, cell: str) -> Any:
    """Decode what looks like a list or an object; an empty cell is none, and all else stays text."""
    bare = cell.strip()
    if not bare:
        return None
    return decoding.value_of(bare, key) if (bare[0], bare[-1]) in (("[", "]"), ("{", "}")) else cell


def _plain(column: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", column)).casefold()
