"""Gives exports to TRL's trainers: each prepares the whole set, and takes one step of a tiny model.

Runs in an environment of its own. Reads a list of `{"name", "path", "trainer"}` from its input and prints what became
of each: "ok", or what is wrong. `path` is a file, or a folder with its card; `trainer` is `reward`, `dpo`, `kto` or
`sft`. What a trainer would train on, decoded, is held against the records: rows, prompts, answers, roles, numbers.
"""

import copy
import math
import tempfile
from itertools import takewhile

import reading
import tiny
import torch
import transformers
import trl
from datasets import disable_progress_bars, load_dataset
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification

TOKENIZER = tiny.tokenizer()
NAMES = {"reward": "Reward", "dpo": "DPO", "kto": "KTO", "sft": "SFT"}
ROWS_A_STEP = 2


def trained(path, trainer):
    wanted = [row for record in reading.records(path) for row in WANTED[trainer](record)]
    dataset = tiny.dataset(load_dataset, path)
    made = making(trainer, dataset)
    found = list(map(FOUND[trainer], made.train_dataset))
    if trainer == "kto":  # It puts all chosen answers of pairs before the rejected ones.
        wanted, found = sorted(wanted), sorted(found)
    if wrong := reading.difference(found, wanted):
        return wrong
    loss = made.train().training_loss
    return "" if math.isfinite(loss) else f"the loss is {loss}"


def making(trainer, dataset):
    torch.manual_seed(0)
    config = tiny.config(TOKENIZER)
    if trainer == "reward":
        config.num_labels = 1
        model = AutoModelForSequenceClassification.from_config(config)
    else:
        model = AutoModelForCausalLM.from_config(config)
    settings = getattr(trl, f"{NAMES[trainer]}Config")(
        output_dir=tempfile.mkdtemp(),
        max_steps=1,
        max_length=None,
        per_device_train_batch_size=ROWS_A_STEP,
        report_to=[],
        save_strategy="no",
        use_cpu=True,
        bf16=False,
        disable_tqdm=True,
    )
    held = {"ref_model": copy.deepcopy(model)} if trainer in ("dpo", "kto") else {}
    kind = getattr(trl, f"{NAMES[trainer]}Trainer")
    return kind(model=model, args=settings, train_dataset=dataset, processing_class=TOKENIZER, **held)


def prompt(record):
    return (
        record["prompt"] if isinstance(record["prompt"], str) else tiny.chatml(record["prompt"], answer=True)
    )


def whole(record, key):
    """Give a conversation as the template writes it, or a plain text with the end that TRL adds."""
    said = record.get("prompt", type(record[key])()) + record[key]
    if isinstance(said, str):
        return said if said.endswith(tiny.END) else said + tiny.END
    return tiny.chatml(said)


def pair(record):
    yield [whole(record, "chosen"), whole(record, "rejected"), record.get("margin")]


def parted(record):
    """Where no prompt is given, it is what both conversations begin with."""
    if "prompt" not in record:
        shared = sum(
            1 for _ in takewhile(lambda two: two[0] == two[1], zip(record["chosen"], record["rejected"]))
        )
        answers = {key: record[key][shared:] for key in ("chosen", "rejected")}
        record = {"prompt": record["chosen"][:shared]} | answers
    begin = prompt(record)
    yield [begin, *(whole(record, key).removeprefix(begin) for key in ("chosen", "rejected"))]


def unpaired(record):
    if "completion" in record:
        yield [prompt(record), whole(record, "completion").removeprefix(prompt(record)), record["label"]]
        return
    for begin, *answers in parted(record):
        yield from ([begin, answer, label] for answer, label in zip(answers, (True, False)))


def sft(record):
    if "prompt" in record:
        said = whole(record, "completion")
        yield [said, said.removeprefix(prompt(record))]
    else:
        said = whole(record, "messages" if "messages" in record else "text")
        yield [said, said]


def told(*keys):
    return lambda row: [
        tiny.text(TOKENIZER, row[key]) if key.endswith("_ids") else row.get(key) for key in keys
    ]


def told_sft(row):
    taught = [label for label in row["labels"] if label != -100]
    return [tiny.text(TOKENIZER, row["input_ids"]), tiny.text(TOKENIZER, taught)]


WANTED = {"reward": pair, "dpo": parted, "kto": unpaired, "sft": sft}
FOUND = {
    "reward": told("chosen_ids", "rejected_ids", "margin"),
    "dpo": told("prompt_ids", "chosen_ids", "rejected_ids"),
    "kto": told("prompt_ids", "completion_ids", "label"),
    "sft": told_sft,
}

if __name__ == "__main__":
    disable_progress_bars()
    transformers.utils.logging.set_verbosity_error()
    reading.tell(trl.__version__, trained)
