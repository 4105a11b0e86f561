"""Gives exports to OpenRLHF's own loading and to its reward and SFT datasets, with the flags that a record needs.

Runs in an environment of its own. Reads a list of `{"name", "path", "trainer"}` from its input and prints what became
of each: "ok", or what is wrong. `trainer` is

    rm, dpo    --data.apply_chat_template, and --data.prompt_key prompt where records have a prompt
    sft        --data.apply_chat_template --data.input_key prompt --data.output_key completion
"""

import importlib.metadata
from types import SimpleNamespace

import reading
import tiny
from datasets import disable_progress_bars
from openrlhf.datasets import RewardDataset, SFTDataset
from openrlhf.datasets.utils import blending_datasets

TOKENIZER = tiny.tokenizer()
LONGEST = 1 << 18
ANSWERS = {"chosen_key": "chosen", "rejected_key": "rejected"}
TO_IMITATE = {"input_key": "prompt", "output_key": "completion"}


def loaded(path, trainer):
    records = reading.records(path)
    prompt = {"prompt_key": "prompt"} if "prompt" in records[0] else {}
    keys = TO_IMITATE if trainer == "sft" else ANSWERS | prompt
    data = SimpleNamespace(apply_chat_template=True, tokenizer_chat_template=None, **keys)
    arguments = SimpleNamespace(data=data, use_ms=False)
    strategy = SimpleNamespace(args=arguments, print=lambda *_: None, is_rank_0=lambda: False)
    rows = blending_datasets(path, None, strategy, 42)
    if trainer == "sft":
        made = SFTDataset(rows, TOKENIZER, LONGEST, strategy, num_processors=1)
        found = [[said(ids), said(ids[mask.bool().roll(1)])] for ids, _, mask in each(made)]
    else:
        made = RewardDataset(rows, TOKENIZER, LONGEST, strategy, is_dpo=trainer == "dpo", num_processors=1)
        found = [[said(chosen), said(rejected), extra] for chosen, _, rejected, _, extra in each(made)]
    return reading.difference(found, list(map(WANTED[trainer], records)))


def each(made):
    return map(made.__getitem__, range(len(made)))


def said(ids):
    return tiny.text(TOKENIZER, ids.flatten().tolist())


def ended(messages):
    """The trainer strips the line end that the template writes after the last turn."""
    return tiny.chatml(messages).rstrip("\n")


def answers(record):
    return [ended(record.get("prompt", []) + record[key]) for key in ("chosen", "rejected")]


def rm(record):
    return [*answers(record), record.get("margin", 0)]


def dpo(record):
    prompt = record["prompt"] if "prompt" in record else record["chosen"][:-1]
    return [*answers(record), len(TOKENIZER(tiny.chatml(prompt, answer=True))["input_ids"])]


def sft(record):
    whole = ended(record["prompt"] + record["completion"])
    return [whole, whole.removeprefix(tiny.chatml(record["prompt"], answer=True))]


WANTED = {"rm": rm, "dpo": dpo, "sft": sft}

if __name__ == "__main__":
    disable_progress_bars()
    reading.tell(importlib.metadata.version("openrlhf"), loaded)
