from __future__ import annotations

import io
import os

from config.services.journal import LONGEST_LINE, Journal


def printed(data: bytes) -> list[str]:
    out = io.StringIO()
    journal = Journal(out)
    writing = journal.pipe("web")
    os.set_blocking(writing, False)
    while data:
        data = data[os.write(writing, data) :]
        journal.pump(0)
    os.close(writing)
    journal.pump(0)
    journal.pump(0)
    return out.getvalue().splitlines()


def test_names_every_line() -> None:
    assert printed(b"one\ntwo\n") == ["web       | one", "web       | two"]


def test_prints_the_last_line_though_it_has_no_end() -> None:
    assert printed(b"one") == ["web       | one"]


def test_shows_control_characters_as_marks() -> None:
    assert printed(b"\x1b[2Jgone\rback\n") == ["web       | \ufffd[2Jgone\ufffdback"]


def test_cuts_a_line_that_never_ends() -> None:
    lines = printed(b"x" * (3 * LONGEST_LINE))

    assert sum(line.count("x") for line in lines) == 3 * LONGEST_LINE
    assert len(lines) > 1


def test_notices_that_nobody_reads() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as out:
        journal = Journal(out)
        journal.say("hello")
        assert journal.is_broken
        # What could not be written must not fail again on closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
