"""Gives exports to verl's own dataset of prompts for reinforcement learning, and to its SFT dataset.

Runs in an environment of its own. Reads a list of `{"name", "path", "trainer"}` from its input and prints what became
of each: "ok", or what is wrong. `path` is a `.jsonl` or `.parquet` file, or a folder of these; `trainer` is `rl`, or
`sft` (parquet only).
"""

import importlib.metadata
import sys
import tempfile
import types

import reading
import tiny
from datasets import disable_progress_bars
from omegaconf import OmegaConf

# The package's own beginning starts a cluster's library, which datasets do not need.
sys.modules["verl"] = types.ModuleType("verl")
sys.modules["verl"].__path__ = [str(importlib.metadata.distribution("verl").locate_file("verl"))]

from verl.utils.dataset.multiturn_sft_dataset import MultiTurnSFTDataset  # noqa: E402
from verl.utils.dataset.rl_dataset import RLHFDataset  # noqa: E402

OWN = tiny.tokenizer()
LONGEST = 1 << 18


def loaded(path, trainer):
    settings = OmegaConf.create(
        {
            "max_prompt_length": LONGEST,
            "max_length": LONGEST,
            "pad_mode": "no_padding",
            "cache_dir": tempfile.mkdtemp(),
        }
    )
    made = (RLHFDataset if trainer == "rl" else MultiTurnSFTDataset)(reading.shards(path), OWN, settings)
    found = [SAID[trainer](made[at]) for at in range(len(made))]
    return reading.difference(found, list(map(WANTED[trainer], reading.records(path))))


def rl(record):
    return [record["prompt"], record["data_source"], record["reward_model"], record["extra_info"]]


def told_rl(row):
    return [row["raw_prompt"], row["data_source"], row["reward_model"], row["extra_info"]]


def sft(record):
    answers = [
        tiny.chatml([one]).removeprefix(tiny.ANSWER)
        for one in record["messages"]
        if one["role"] == "assistant"
    ]
    return [tiny.chatml(record["messages"]), "".join(answers)]


def told_sft(row):
    return [
        tiny.text(OWN, ids.tolist()) for ids in (row["input_ids"], row["input_ids"][row["loss_mask"].bool()])
    ]


WANTED = {"rl": rl, "sft": sft}
SAID = {"rl": told_rl, "sft": told_sft}

if __name__ == "__main__":
    disable_progress_bars()
    reading.tell(importlib.metadata.version("verl"), loaded)
