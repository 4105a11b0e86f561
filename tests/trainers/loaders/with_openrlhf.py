"""Gives exports to OpenRLHF's own loading and to its reward and SFT datasets, with the flags that a record needs.

Runs in an environment of its own. Reads a list of `{"name", "path", "trainer"}` from its input and prints what became
of each: "ok", or what is wrong. `trainer` is

    rm, dpo    --data.prompt_key prompt --data.chosen_key chosen --data.rejected_key rejected --data.apply_chat_template
    sft        --data.input_key prompt --data.output_key completion --data.apply_chat_template
"""

import importlib.metadata
import json
import sys
from types import SimpleNamespace

import tiny
from datasets import disable_progress_bars
from openrlhf.datasets import RewardDataset, SFTDataset
from openrlhf.datasets.utils import blending_datasets

TOKENIZER = tiny.tokenizer()
LONGEST = 1 << 18
FLAGS = {
    "rm": {"prompt_key": "prompt", "chosen_key": "chosen", "rejected_key": "rejected"},
    "sft": {"input_key": "prompt", "output_key": "completion"},
}
FLAGS["dpo"] = FLAGS["rm"]


def loaded(path, kind):
    data = SimpleNamespace(apply_chat_template=True, tokenizer_chat_template=None, **FLAGS[kind])
    strategy = SimpleNamespace(
        args=SimpleNamespace(data=data, use_ms=False), print=lambda *_: None, is_rank_0=lambda: False
    )
    rows = blending_datasets(path, None, strategy, 42)
    if kind == "sft":
        made = SFTDataset(rows, TOKENIZER, LONGEST, strategy, num_processors=1)
        found = [[said(row[0]), said(row[0][row[2].bool().roll(1)])] for row in map(made.__getitem__, range(len(made)))]
    else:
        made = RewardDataset(rows, TOKENIZER, LONGEST, strategy, is_dpo=kind == "dpo", num_processors=1)
        found = [[said(row[0]), said(row[2]), row[4]] for row in map(made.__getitem__, range(len(made)))]
    return tiny.difference(found, [WANTED[kind](record) for record in tiny.read(path)]) or "ok"


def said(ids):
    return tiny.text(TOKENIZER, ids.flatten().tolist())


def ended(messages):
    """The line end after the last turn is stripped by the trainer, as it says in its datasets."""
    return tiny.chatml(messages).rstrip("\n")


def pair(record):
    return [ended(record["prompt"] + record[key]) for key in ("chosen", "rejected")]


def dpo(record):
    return [*pair(record), len(TOKENIZER(tiny.chatml(record["prompt"], answer=True))["input_ids"])]


def sft(record):
    whole = ended(record["prompt"] + record["completion"])
    return [whole, whole.removeprefix(tiny.chatml(record["prompt"], answer=True))]


WANTED = {"rm": lambda record: [*pair(record), record.get("margin", 0)], "dpo": dpo, "sft": sft}

if __name__ == "__main__":
    disable_progress_bars()
    asked = {one["name"]: (loaded, one["path"], one["trainer"]) for one in json.load(sys.stdin)}
    tiny.tell(importlib.metadata.version("openrlhf"), asked)
