"""Gives exports to LLaMA-Factory's own loading: the folder's `dataset_info.json`, its converter, its tokenising.

Runs in an environment of its own. Reads a list of `{"name", "path", "trainer"}` from its input and prints what became
of each: "ok", or what is wrong. `path` is a folder with `dataset_info.json`; `trainer` is its stage, `rm` (which DPO
uses too), `kto` or `sft`. All sets of the file that stage can train on are loaded at once.
"""

import importlib.machinery
import importlib.metadata
import json
import os
import sys
import tempfile
import types
from pathlib import Path

import reading
import tiny
from datasets import disable_progress_bars

# Only sound needs it.
sys.modules["torchaudio"] = types.ModuleType("torchaudio")
sys.modules["torchaudio"].__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
os.environ["DISABLE_VERSION_CHECK"] = "1"

from llamafactory.data import get_dataset, get_template_and_fix_tokenizer  # noqa: E402
from llamafactory.hparams import get_train_args  # noqa: E402

LONGEST = 1 << 18
ROLES = {"system": "system", "human": "user", "observation": "tool"}
TOOLS = "You have access to the following tools:\n"


def loaded(path, trainer):
    sets = json.loads((Path(path) / "dataset_info.json").read_text(encoding="utf-8"))
    names = [
        name for name, one in sets.items() if stage(one) == trainer and one.get("split", "train") == "train"
    ]
    model, data, training, _, _ = get_train_args(
        {
            "model_name_or_path": "tiny",
            "stage": trainer,
            "do_train": True,
            "dataset": ",".join(names),
            "dataset_dir": path,
            "template": "chatml",
            "finetuning_type": "full",
            "cutoff_len": LONGEST,
            "output_dir": tempfile.mkdtemp(),
            "report_to": "none",
        }
    )
    own = tiny.tokenizer()
    template = get_template_and_fix_tokenizer(own, data)
    rows = get_dataset(template, model, data, training, trainer, own)["train_dataset"]
    keys = KEYS[trainer]
    found = [[without_tools(tiny.text(own, row[key])) for key in keys] + tags(row) for row in rows]
    return reading.difference(found, list(map(WANTED[trainer], reading.records(path))))


def stage(described):
    if described.get("ranking"):
        return "rm"
    return "kto" if "kto_tag" in described.get("columns", {}) else "sft"


def tags(row):
    return [row["kto_tags"]] if "kto_tags" in row else []


def without_tools(text):
    """Leave out what the template writes of the tools, at the end of the system turn."""
    before, found, after = text.partition(TOOLS)
    return before + tiny.END + after.partition(tiny.END)[2] if found else text


def chatml(turns):
    return tiny.chatml([message(turn) for turn in turns])


def message(turn):
    value = turn["value"]
    if turn["from"] == "function_call":
        calls = json.loads(value)
        calls = calls if isinstance(calls, list) else [calls]
        value = "\n".join(
            f"Action: {call['name']}\nAction Input: {json.dumps(call['arguments'], ensure_ascii=False)}"
            for call in calls
        )
    return {"role": ROLES.get(turn["from"], "assistant"), "content": value}


def begun(record):
    """Give the turns before the answer; a column's system text, or tools, make a system turn."""
    turns = (
        record["conversations"] if "conversations" in record else [{"from": "human", "value": asked(record)}]
    )
    system = record.get("system") or ""
    has_tools = record.get("tools") not in (None, "", "[]")
    if system or (has_tools and (not turns or turns[0]["from"] != "system")):
        return [{"from": "system", "value": system}, *turns]
    return turns


def asked(record):
    return "\n".join(filter(None, (record["instruction"], record["input"])))


def answer(said):
    return said if isinstance(said, dict) else {"from": "gpt", "value": said}


def pair(record):
    return [chatml([*begun(record), answer(record[key])]) for key in ("chosen", "rejected")]


def unpaired(record):
    return [chatml(begun(record)), record["kto_tag"]]


def whole(record):
    return [chatml(begun(record))]


KEYS = {"rm": ("chosen_input_ids", "rejected_input_ids"), "kto": ("input_ids",), "sft": ("input_ids",)}
WANTED = {"rm": pair, "kto": unpaired, "sft": whole}

if __name__ == "__main__":
    disable_progress_bars()
    reading.tell(importlib.metadata.version("llamafactory"), loaded)
