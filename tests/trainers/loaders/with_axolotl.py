"""Gives exports to Axolotl's own preparation of data, with the settings that a record needs.

Runs in an environment of its own. Reads a list of `{"name", "path", "trainer"}` from its input and prints what became
of each: "ok", or what is wrong. `trainer` is

    rm          reward_model: true, type: bradley_terry.chat_template
    dpo         rl: dpo, type: chat_template.default, with the keys of tools in message_property_mappings
    kto         rl: kto, type: chatml.argilla_chat
    stepwise    process_reward_model: true, type: stepwise_supervised
    sft         type: chat_template
"""

import importlib.metadata
import os
import tempfile

os.environ["AXOLOTL_DO_NOT_TRACK"] = os.environ["DO_NOT_TRACK"] = "1"

import datasets
import reading
import tiny
from axolotl.utils.data import rl, sft
from axolotl.utils.dict import DictDefault
from axolotl.utils.schemas.enums import RLType

# What it would keep on disk for the next run; eight processes write it.
rl.save_preprocessed_dataset = sft.save_preprocessed_dataset = lambda *_, **__: None

LONGEST = 1 << 18
TOOLS = ("role", "content", "tool_calls", "name", "tool_call_id")
OWN = tiny.tokenizer()
STEP_END = "\n"
TYPES = {
    "rm": "bradley_terry.chat_template",
    "dpo": "chat_template.default",
    "kto": "chatml.argilla_chat",
    "stepwise": "stepwise_supervised",
    "sft": "chat_template",
}


def loaded(path, trainer):
    wanted = reading.records(path)
    sets = [
        {"path": one, "ds_type": "json", "split": "train", "type": TYPES[trainer]}
        for one in reading.shards(path)
    ]
    for one in sets:
        if trainer == "dpo" and "tool_calls" in wanted[0]["messages"][0]:
            one["message_property_mappings"] = dict(zip(TOOLS, TOOLS))
        if trainer == "rm":
            one["drop_system_message"] = not any(record["system"] for record in wanted)
    settings = configured(sets, trainer)
    if trainer in ("dpo", "kto"):
        rows, _ = rl.prepare_preference_datasets(settings | {"rl": RLType(trainer)}, OWN)
    else:
        rows, *_ = sft.prepare_datasets(settings, OWN)
    told = SAID[trainer]
    has_system = any(record.get("system") for record in wanted)
    return reading.difference(
        list(map(told, rows)), [WANTED[trainer](record, has_system) for record in wanted]
    )


def configured(sets, trainer):
    folder = tempfile.mkdtemp()
    OWN.save_pretrained(folder)
    tiny.config(OWN).save_pretrained(folder)
    return DictDefault(
        base_model=folder,
        base_model_config=folder,
        tokenizer_config=folder,
        tokenizer_type="AutoTokenizer",
        special_tokens={},
        datasets=sets,
        reward_model=trainer == "rm",
        process_reward_model=trainer == "stepwise",
        chat_template="tokenizer_default",
        sequence_len=LONGEST,
        dataset_prepared_path=tempfile.mkdtemp(),
        is_preprocess=True,
        shuffle_merged_datasets=False,
        val_set_size=0,
        micro_batch_size=1,
        batch_size=1,
        gradient_accumulation_steps=1,
        num_epochs=1,
        world_size=1,
        seed=1,
    )


def rm(record, has_system):
    """Where any row has a system prompt, one that is empty is an empty turn: so the trainer does."""
    system = [{"role": "system", "content": record["system"]}] if has_system else []
    begun = [*system, {"role": "user", "content": record["input"]}]
    return [
        tiny.chatml([*begun, {"role": "assistant", "content": record[key]}]) for key in ("chosen", "rejected")
    ]


def dpo(record, _):
    begun = tiny.chatml(record["messages"], answer=True)
    answers = [
        tiny.chatml([record[key]]).removeprefix(tiny.ANSWER).rstrip() for key in ("chosen", "rejected")
    ]
    return [begun, *answers]


def kto(record, _):
    *begun, answer = record["completion"]
    return [tiny.chatml(begun, answer=True), answer["content"] + tiny.END, record["label"]]


def stepwise(record, _):
    labels = list(map(int, record["labels"]))
    return [record["prompt"] + "".join(step + STEP_END for step in record["completions"]), labels]


def whole(record, _):
    return [tiny.chatml(record["messages"])]


def texts(*keys):
    return lambda row: [tiny.text(OWN, row[key]) for key in keys]


def told_steps(row):
    return [tiny.text(OWN, row["input_ids"]), [label for label in row["labels"] if label != -100]]


WANTED = {"rm": rm, "dpo": dpo, "kto": kto, "stepwise": stepwise, "sft": whole}
SAID = {
    "rm": texts("chosen_ids", "rejected_ids"),
    "dpo": lambda row: [row["prompt"], row["chosen"], row["rejected"]],
    "kto": lambda row: [row["prompt"], row["completion"], row["label"]],
    "stepwise": told_steps,
    "sft": texts("input_ids"),
}

if __name__ == "__main__":
    datasets.disable_progress_bars()
    reading.tell(importlib.metadata.version("axolotl"), loaded)
