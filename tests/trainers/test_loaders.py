"""Each trainer takes files through its own loading: every row is kept, and none is altered.

TRL's trainers take a step of training too. What a trainer drops or turns around is left out of exports; `traps` has it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.trainers import by_hand, environments
from tests.trainers.conftest import Run
from tests.trainers.making import Made
from tests.trainers.taken import BY_HAND, TAKEN
from tests.trainers.traps import TRAPS

pytestmark = [pytest.mark.trainers, pytest.mark.django_db]

# Their shape is of interest to `datasets` alone: a thousand long rows.
ONLY_LOADED = ("late", "late-tools")
# NeMo-RL has no package with its code; its rules are checked where `datasets` is.
RUNS_IN = {"nemo-rl": "datasets-5.2.0"}


@pytest.mark.parametrize("library", TAKEN)
def test_a_trainer_keeps_every_row_as_it_is(library: str, made: list[Made], run: Run, tmp_path: Path) -> None:
    environment = RUNS_IN.get(library) or environments.only(f"{library}-")
    asked = [*_by_hand(library, tmp_path), *_exports(library, made)]
    traps = {f"trap: {trap.name}": trap for trap in TRAPS.get(library, ())}
    caught = [
        {"name": name, "path": by_hand.put_trap(trap, tmp_path), "trainer": trap.trainer}
        for name, trap in traps.items()
    ]

    found = run(f"with_{library.replace('-', '_')}", environment, [*asked, *caught])

    assert found.pop("version") == environment.rpartition("-")[2]
    assert {name: trap.said in found.pop(name) for name, trap in traps.items()} == dict.fromkeys(traps, True)
    assert found == {one["name"]: "ok" for one in asked}


def test_every_way_of_writing_is_tried(made: list[Made]) -> None:
    tried = {one["name"] for library in TAKEN for one in _exports(library, made)}

    for library, ways in TAKEN.items():
        for way, trainers in ways.items():
            assert [name for name in tried if f" {way} " in name], (library, way, trainers)


def _by_hand(library: str, root: Path) -> list[dict[str, Any]]:
    return [
        {"name": f"by hand: {name}, {trainer}", "path": by_hand.put(name, root), "trainer": trainer}
        for name, trainers in BY_HAND[library].items()
        for trainer in trainers
    ]


def _exports(library: str, made: list[Made]) -> list[dict[str, Any]]:
    return [
        {"name": f"{one.name}, {trainer}", "path": str(one.folder), "trainer": trainer}
        for one in made
        if one.rows and one.project not in ONLY_LOADED and one.container in ("jsonl", "parquet")
        for trainer in TAKEN[library].get(one.way, ())
    ]
