"""Gives exports to TRL's trainers: each prepares the whole file, and takes one step of a tiny model.

Runs in an environment of its own. Reads a list of `{"name", "path", "trainer"}` from its input and prints what became
of each: "ok", or what is wrong. `trainer` is `reward`, `dpo`, `kto` or `sft`. What a trainer would train on, decoded, is
held against the record: every row, prompt and answer, with the roles around them.
"""

import copy
import json
import math
import sys
import tempfile

import tiny
import torch
import transformers
import trl
from datasets import disable_progress_bars, load_dataset
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification

TOKENIZER = tiny.tokenizer()
NAMES = {"reward": "Reward", "dpo": "DPO", "kto": "KTO", "sft": "SFT"}
ROWS_A_STEP = 2


def trained(path, kind):
    wanted = list(map(EXPECTED[kind], tiny.read(path)))
    found = made(kind, load_dataset("json", data_files=path, split="train"))
    rows = [SAID[kind](row) for row in found.train_dataset]
    if kind == "kto":
        wanted.sort()
        rows.sort()
    if wrong := tiny.difference(rows, wanted):
        return wrong
    loss = found.train().training_loss
    return "ok" if math.isfinite(loss) else f"the loss is {loss}"


def made(kind, dataset):
    torch.manual_seed(0)
    config = tiny.config(TOKENIZER)
    if kind == "reward":
        config.num_labels = 1
        model = AutoModelForSequenceClassification.from_config(config)
    else:
        model = AutoModelForCausalLM.from_config(config)
    settings = getattr(trl, f"{NAMES[kind]}Config")(
        output_dir=tempfile.mkdtemp(),
        max_steps=1,
        per_device_train_batch_size=ROWS_A_STEP,
        max_length=None,
        report_to=[],
        save_strategy="no",
        use_cpu=True,
        bf16=False,
        disable_tqdm=True,
        gradient_checkpointing=False,
    )
    trainer = getattr(trl, f"{NAMES[kind]}Trainer")
    held = {"ref_model": copy.deepcopy(model)} if kind in ("dpo", "kto") else {}
    return trainer(model=model, args=settings, train_dataset=dataset, processing_class=TOKENIZER, **held)


def whole(record, key):
    """Give a conversation as the template writes it, or a plain text with the end that TRL adds."""
    told = (record.get("prompt") or type(record[key])()) + record[key]
    if isinstance(told, str):
        return told if told.endswith(tiny.END) else told + tiny.END
    return tiny.chatml(told)


def pair(record):
    return [whole(record, "chosen"), whole(record, "rejected"), record.get("margin")]


def split_pair(record):
    if "prompt" not in record:
        shared = next(at for at in range(len(record["chosen"])) if record["chosen"][at] != record["rejected"][at])
        record = {"prompt": record["chosen"][:shared]} | {key: record[key][shared:] for key in ("chosen", "rejected")}
    prompt = record["prompt"] if isinstance(record["prompt"], str) else tiny.chatml(record["prompt"], answer=True)
    return [prompt, *(whole(record, key)[len(prompt) :] for key in ("chosen", "rejected"))]


def unpaired(record):
    prompt = record["prompt"] if isinstance(record["prompt"], str) else tiny.chatml(record["prompt"], answer=True)
    return [prompt, whole(record, "completion")[len(prompt) :], record["label"]]


def sft(record):
    key = next(key for key in ("messages", "completion", "text") if key in record)
    said = whole(record, key)
    if "prompt" not in record:
        return [said, said]
    prompt = record["prompt"] if isinstance(record["prompt"], str) else tiny.chatml(record["prompt"], answer=True)
    return [said, said[len(prompt) :]]


def told(*keys):
    def of(row):
        return [tiny.text(TOKENIZER, row[key]) if key.endswith("_ids") else row.get(key) for key in keys]

    return of


def told_sft(row):
    labels = [label for label in row["labels"] if label != -100]
    return [tiny.text(TOKENIZER, row["input_ids"]), tiny.text(TOKENIZER, labels)]


EXPECTED = {"reward": pair, "dpo": split_pair, "kto": unpaired, "sft": sft}
SAID = {
    "reward": told("chosen_ids", "rejected_ids", "margin"),
    "dpo": told("prompt_ids", "chosen_ids", "rejected_ids"),
    "kto": told("prompt_ids", "completion_ids", "label"),
    "sft": told_sft,
}

if __name__ == "__main__":
    disable_progress_bars()
    transformers.utils.logging.set_verbosity_error()
    tiny.tell(trl.__version__, {one["name"]: (trained, one["path"], one["trainer"]) for one in json.load(sys.stdin)})
