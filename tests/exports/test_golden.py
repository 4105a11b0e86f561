"""Every format of one known project, byte for byte as `golden/` has it, and what each leaves out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tasks.exports import folders, verifying
from tasks.exports.formats import FORMATS
from tests.exports import golden_project
from tests.exports.runs import queued, ran

pytestmark = pytest.mark.django_db(transaction=True)

GOLDEN = Path(__file__).parent / "golden"
LEFT_OUT = json.loads((GOLDEN / "left_out.json").read_text())
ALL = [(name, style) for name, fmt in FORMATS.items() for style in fmt.styles if "jsonl" in fmt.containers]


@pytest.mark.parametrize(("name", "style"), [each for each in ALL if each[0] != "canonical"])
def test_the_file_is_these_bytes(name: str, style: str) -> None:
    project = golden_project.make()

    export = ran(queued(project, name, style=style))

    folder = folders.folder_of(export)
    (path,) = folder.glob("train-*")
    assert path.read_bytes() == (GOLDEN / f"{name}.{style}.jsonl").read_bytes()
    assert export.manifest["left_out"] == LEFT_OUT[f"{name}.{style}"]
    assert verifying.verify(folder).ok
