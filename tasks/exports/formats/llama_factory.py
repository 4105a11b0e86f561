"""LLaMA-Factory: sharegpt conversations and alpaca texts for its reward, DPO and KTO stages.

It knows a file by an entry of `dataset_info.json` only, which stands beside the data: one entry a shard.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tasks.exports.examples import Judged, Pair
from tasks.exports.formats import features
from tasks.exports.formats.style import Format, Style
from tasks.exports.policy import Labels
from tasks.exports.rows import Message, Record
from tasks.exports.shape import Shape
from tasks.exports.views import refusals
from tasks.exports.views.judged import judged
from tasks.exports.views.pairs import pairs

NAME = "touchstone"
SPEAKERS = {"user": "human", "assistant": "gpt"}
REFUSES = (
    refusals.alike_answers,
    refusals.tools,
    refusals.answer_in_turns,
    refusals.turns_out_of_order,
)
IN_TEXTS = (*REFUSES, refusals.several_turns)
# It reads the tag off an answer's text: of an empty one "good" would become "bad".
OF_KTO = (*REFUSES, refusals.empty_answer)

SHAREGPT = {
    "formatting": "sharegpt",
    "ranking": True,
    "columns": {
        "messages": "conversations",
        "chosen": "chosen",
        "rejected": "rejected",
        "system": "system",
    },
}
ALPACA = {
    "ranking": True,
    "columns": {
        "prompt": "instruction",
        "query": "input",
        "chosen": "chosen",
        "rejected": "rejected",
        "system": "system",
    },
}
KTO = {
    "formatting": "sharegpt",
    "columns": {"messages": "conversations", "kto_tag": "kto_tag", "system": "system"},
}


def sharegpt(pair: Pair, _shape: Shape) -> Record:
    return {
        "conversations": _turns(pair.row.prompt),
        "chosen": _answer(pair.chosen.text),
        "rejected": _answer(pair.rejected.text),
        "system": _system(pair.row.prompt),
    }


def alpaca(pair: Pair, _shape: Shape) -> Record:
    return {
        "instruction": pair.row.prompt[-1]["content"],
        "input": "",
        "chosen": pair.chosen.text,
        "rejected": pair.rejected.text,
        "system": _system(pair.row.prompt),
    }


def kto(judged: Judged, _shape: Shape) -> Record:
    return {
        "conversations": [*_turns(judged.row.prompt), _answer(judged.completion.text)],
        "kto_tag": judged.is_good,
        "system": _system(judged.row.prompt),
    }


def _turns(prompt: Sequence[Message]) -> list[dict[str, str]]:
    return [
        {"from": SPEAKERS[message["role"]], "value": message["content"]}
        for message in prompt
        if message["role"] in SPEAKERS
    ]


def _answer(text: str) -> dict[str, str]:
    return {"from": SPEAKERS["assistant"], "value": text}


def _system(prompt: Sequence[Message]) -> str:
    return prompt[0]["content"] if prompt[0]["role"] == "system" else ""


def _features(*names: str, answers: Sequence[str] = ()) -> Callable[[Shape], features.Features]:
    said = features.many("string", "from", "value")

    def declared(_shape: Shape) -> features.Features:
        return [
            features.each("conversations", said),
            *(features.struct(name, said) for name in answers),
            *features.many("string", "system", *names),
        ]

    return declared


def _kto_features(shape: Shape) -> features.Features:
    return [*_features()(shape), features.one("kto_tag", "bool")]


def _texts(_shape: Shape) -> features.Features:
    return features.many("string", "instruction", "input", "chosen", "rejected", "system")


def _info(told: Mapping[str, Any]) -> Callable[[Sequence[str]], dict[str, bytes]]:
    def beside(names: Sequence[str]) -> dict[str, bytes]:
        entries = {entry(name): {"file_name": name, **told} for name in names}
        return {"dataset_info.json": json.dumps(entries, indent=2, sort_keys=True).encode() + b"\n"}

    return beside


def entry(name: str) -> str:
    """Name a shard's entry: `touchstone_train`, and where there are several shards `touchstone_train_00001`."""
    split, place, _of, n = name.partition(".")[0].split("-")
    return f"{NAME}_{split}" if int(n) == 1 else f"{NAME}_{split}_{place}"


FORMAT = Format(
    "llama-factory",
    {
        "sharegpt": Style(
            pairs,
            sharegpt,
            _features(answers=("chosen", "rejected")),
            REFUSES,
            (Labels.HARD, Labels.SOFT, Labels.REPEAT, Labels.RATINGS),
            beside=_info(SHAREGPT),
        ),
        "alpaca": Style(
            pairs,
            alpaca,
            _texts,
            IN_TEXTS,
            (Labels.HARD, Labels.SOFT, Labels.REPEAT, Labels.RATINGS),
            beside=_info(ALPACA),
        ),
        "kto": Style(judged, kto, _kto_features, OF_KTO, beside=_info(KTO), reads_ratings=True),
    },
    # It tells the kind of a file by its last suffix.
    containers=("jsonl", "parquet"),
)
