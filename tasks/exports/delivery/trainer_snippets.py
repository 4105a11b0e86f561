"""The commands and settings with which each trainer reads the export formats as they are meant.

A text may hold `{folder}` (what the archive unpacks to), `{url}` (the archive's address), `{first}` and `{files}` (the
training shards) and `{entries}` (their names in LLaMA-Factory's `dataset_info.json`). Each names the flag for the
length, because every trainer cuts or drops what is longer than its default without a word. Versions: TRL 1.16, OpenRLHF
0.11, LLaMA-Factory 0.9.5, Axolotl 0.19 and 0.21, ms-swift 4.6, verl 0.9; NeMo-RL from its repository.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    key: str
    title: str
    text: str


CURL = Snippet(
    "curl",
    "curl",
    """\
export TOKEN=tst_…
curl -fL -C - -H "Authorization: Token $TOKEN" -o {folder}.tar {url}
tar xf {folder}.tar
cd {folder} && jq -r '.files[] | .sha256 + "  " + .name' manifest.json | sha256sum -c""",
)
DATASETS = Snippet(
    "datasets",
    "datasets",
    """\
from datasets import load_dataset

rows = load_dataset("{folder}", split="train")""",
)


def _trl(key: str, name: str, more: str = "") -> Snippet:
    """Make TRL's snippet: all its trainers are called alike."""
    settings = f'output_dir="{key}", max_length=4096{more}'
    text = f"""\
from datasets import load_dataset
from trl import {name}Config, {name}Trainer

rows = load_dataset("{{folder}}", split="train")
settings = {name}Config({settings})  # longer rows are cut or dropped
{name}Trainer(model="MODEL", args=settings, train_dataset=rows).train()"""
    return Snippet(f"trl-{key}", f"TRL {name}Trainer", text)


REWARD, DPO = _trl("reward", "Reward"), _trl("dpo", "DPO")
KTO, SFT = _trl("kto", "KTO", ", per_device_train_batch_size=2"), _trl("sft", "SFT")
PAIRS = (REWARD, DPO)


def _openrlhf(key: str, more: str) -> Snippet:
    text = f"""\
deepspeed --module openrlhf.cli.train_{key} --model.model_name_or_path MODEL --ckpt.output_dir {key} \\
  --data.dataset {{folder}} --data.chosen_key chosen --data.rejected_key rejected \\
  --data.apply_chat_template --data.max_len 4096{more}"""
    return Snippet(f"openrlhf-{key}", f"OpenRLHF train_{key}", text)


def _llama_factory(stage: str) -> Snippet:
    text = f"""\
llamafactory-cli train --stage {stage} --do_train --model_name_or_path MODEL --template TEMPLATE \\
  --dataset_dir {{folder}} --dataset {{entries}} --cutoff_len 4096 \\
  --finetuning_type lora --output_dir {stage}"""
    return Snippet(f"llama-factory-{stage}", f"LLaMA-Factory {stage}", text)


def _axolotl(key: str, head: str, kind: str) -> Snippet:
    text = f"""\
{head}
chat_template: tokenizer_default
sequence_len: 4096
datasets:
  - path: {{folder}}
    split: train
    type: {kind}"""
    return Snippet(f"axolotl-{key}", f"Axolotl {key}", text)


PLAIN_PAIRS = "bradley_terry.chat_template"
# An empty system prompt would be trained as a turn.
WITHOUT_SYSTEM = f"{PLAIN_PAIRS}\n    drop_system_message: true"
NEMO = Snippet(
    "nemo-rl",
    "NeMo-RL",
    """\
data:
  max_input_seq_length: 4096
  train:
    dataset_name: PreferenceDataset
    data_path: {first}""",
)


def _swift(kind: str) -> Snippet:
    text = f"""\
swift rlhf --rlhf_type {kind} --model MODEL --dataset {{folder}} --max_length 4096 --strict true"""
    return Snippet(f"swift-{kind}", f"ms-swift {kind}", text)


VERL_RL = Snippet(
    "verl-rl",
    "verl",
    """\
python -m verl.trainer.main_ppo data.train_files=[{files}] data.max_prompt_length=4096 \\
  data.prompt_key=prompt data.reward_fn_key=data_source …""",
)
VERL_SFT = Snippet(
    "verl-sft",
    "verl SFT",
    """\
torchrun -m verl.trainer.sft_trainer data.train_files=[{files}] data.messages_key=messages data.max_length=4096 …""",
)

FOR_ALL = (CURL, DATASETS)
BY_FORMAT: dict[str, tuple[Snippet, ...]] = {
    "trl-preference": PAIRS,
    "trl-preference-implicit": PAIRS,
    "trl-rewrites": PAIRS,
    "trl-unpaired": (KTO,),
    "trl-sft": (SFT,),
    "openrlhf": (
        _openrlhf("rm", " \\\n  --model.margin_loss_enable"),
        _openrlhf("dpo", ""),
    ),
    "nemo-rl": (NEMO,),
}
BY_STYLE: dict[tuple[str, str], tuple[Snippet, ...]] = {
    ("llama-factory", "sharegpt"): (_llama_factory("rm"), _llama_factory("dpo")),
    ("llama-factory", "alpaca"): (_llama_factory("rm"), _llama_factory("dpo")),
    ("llama-factory", "kto"): (_llama_factory("kto"),),
    ("axolotl", "reward"): (_axolotl("reward", "reward_model: true", WITHOUT_SYSTEM),),
    ("axolotl", "reward-system"): (_axolotl("reward", "reward_model: true", PLAIN_PAIRS),),
    ("axolotl", "dpo"): (_axolotl("dpo", "rl: dpo", "chat_template.default"),),
    ("axolotl", "kto"): (_axolotl("kto", "rl: kto", "chatml.argilla_chat"),),
    ("ms-swift", "preference"): (_swift("rm"), _swift("dpo")),
    ("ms-swift", "kto"): (_swift("kto"),),
    ("verl", "rl"): (VERL_RL,),
    ("verl", "sft"): (VERL_SFT,),
}
