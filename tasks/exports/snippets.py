"""What to type to fetch an export and to train on it: texts by format, filled in with this export's folder and address.

A text holds `{folder}`, the folder that the archive unpacks to, and `{url}`, the archive's address. The flags are those
of the versions that `tests/trainers` loads the formats with.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from tasks.exports import handing_over
from tasks.models import Export


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
REWARD = Snippet(
    "trl-reward",
    "TRL RewardTrainer",
    """\
from datasets import load_dataset
from trl import RewardConfig, RewardTrainer

rows = load_dataset("{folder}", split="train").select_columns(["prompt", "chosen", "rejected"])
trainer = RewardTrainer(model=MODEL, args=RewardConfig(output_dir="reward"), train_dataset=rows)
trainer.train()""",
)
DPO = Snippet(
    "trl-dpo",
    "TRL DPOTrainer",
    """\
from datasets import load_dataset
from trl import DPOConfig, DPOTrainer

rows = load_dataset("{folder}", split="train").select_columns(["prompt", "chosen", "rejected"])
trainer = DPOTrainer(model=MODEL, args=DPOConfig(output_dir="dpo"), train_dataset=rows)
trainer.train()""",
)

FOR_ALL = (CURL, DATASETS)
BY_FORMAT: dict[str, tuple[Snippet, ...]] = {
    "trl-preference": (REWARD, DPO),
}


def of(export: Export) -> list[Snippet]:
    """Return the snippets of an export's format, the download first."""
    address = reverse("api-export-archive", args=[export.pk])
    known = {"{folder}": handing_over.stem(export), "{url}": f"{settings.ORIGIN}{address}"}
    return [_filled(each, known) for each in (*FOR_ALL, *BY_FORMAT.get(export.format, ()))]


def _filled(snippet: Snippet, known: dict[str, str]) -> Snippet:
    text = snippet.text
    for name, value in known.items():
        text = text.replace(name, value)
    return Snippet(snippet.key, snippet.title, text)
