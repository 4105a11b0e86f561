"""Every code has words, and the words ask only for details that the line brings."""

from __future__ import annotations

import re
from pathlib import Path

from tasks.intake import faults, results

SOURCES = Path(faults.__file__).parent.rglob("*.py")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


def test_every_code_that_is_raised_has_words() -> None:
    raised = set(re.findall(r'LineError\(\s*"(\w+)"', SOURCE))

    assert raised == set(faults.FAULTS)


def test_every_reason_that_is_raised_has_words() -> None:
    raised = set(re.findall(r'UnreadableFile\(\s*"(\w+)"', SOURCE)) | {
        "wrong_encoding",
        "gave_up",
        "disk_full",
        *results.CAME_TO_NOTHING,
    }

    assert raised == set(faults.FILES)


def test_every_notice_has_words() -> None:
    noted = set(re.findall(r'Notice\(\s*"(\w+)"', SOURCE))

    assert noted | {"rating_left_out"} == set(faults.NOTICES)  # that one is counted, not noted
    assert faults.notice("kept_not_used", {"key": "gold"}).startswith("“gold”")


def test_a_fault_that_an_earlier_version_stored_still_has_words() -> None:
    stored = {"found": "col1, col2", "layouts": "native"}

    assert "col1, col2" in faults.message("unknown_layout", stored)
    assert faults.remedy("unknown_layout", stored)
