"""Each trainer takes files through its own loading: every row is kept, and none is altered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainers import by_hand, environments
from tests.trainers.conftest import Run

pytestmark = pytest.mark.trainers

TAKEN = {
    "trl": {
        "trl-preference": ("reward", "dpo", "kto"),
        "trl-preference-tools": ("reward", "dpo", "kto"),
        "trl-preference-implicit": ("reward", "dpo"),
        "trl-unpaired": ("kto",),
        "trl-sft": ("sft",),
    },
    "openrlhf": {
        "trl-preference": ("rm", "dpo"),
        "trl-preference-tools": ("rm", "dpo"),
        "trl-sft": ("sft",),
    },
    "llamafactory": {"llama-factory": ("rm",), "llama-factory-kto": ("kto",)},
    "axolotl": {
        "axolotl": ("rm",),
        "axolotl-dpo": ("dpo",),
        "axolotl-kto": ("kto",),
        "trl-stepwise": ("stepwise",),
    },
    "ms-swift": {"ms-swift": ("rm", "dpo")},
    "verl": {"verl": ("rl",)},
}


@pytest.mark.parametrize("library", TAKEN)
def test_a_trainer_takes_what_is_written_by_hand(library: str, run: Run, tmp_path: Path) -> None:
    asked = [
        {"name": f"{name}, {trainer}", "path": str(by_hand.put(name, tmp_path)), "trainer": trainer}
        for name, trainers in TAKEN[library].items()
        for trainer in trainers
    ]

    found = run(f"with_{library.replace('-', '_')}", environments.only(f"{library}-"), asked)

    assert found.pop("version") == environments.only(f"{library}-").removeprefix(f"{library}-")
    assert found == {one["name"]: "ok" for one in asked}
