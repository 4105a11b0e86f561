from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.services.programs import python
from tests.waiting import descendants, is_alive, until

PROGRAM = '''
import os, signal, sys
from config.services import children
from config.services.journal import Journal
from config.services.supervisor import Child, Stopped, Supervisor

supervisor = Supervisor(Journal())

def child(name, tier, script):
    start = lambda out: children.start(
        [sys.executable, "-u", "-c", script], account=None, dies_by=signal.SIGTERM, output=out
    )
    supervisor.add(Child(name, tier, start, signal.SIGTERM, patience=1.0))

WAIT = "import os, signal; print('up', os.getpid()); signal.pause()"
POLITE = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: (print("bye"), sys.exit()))
print("up")
signal.pause()
"""
DEAF = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up")
signal.sigwait([signal.SIGUSR1])
"""
try:
    exec(sys.argv[1])
    supervisor.journal.say("watching")
    supervisor.watch()
except Stopped:
    pass
finally:
    supervisor.stop_all()
supervisor.journal.say("stopped")
'''


class Run:
    """A supervisor at work, and what it has printed so far."""

    def __init__(self, log: Path, script: str) -> None:
        self._log = log
        self.process: subprocess.Popen[str] = python("-c", PROGRAM, script, output=log)

    def has(self, *words: str) -> bool:
        return all(word in self._log.read_text() for word in words)

    def lines(self) -> list[str]:
        return self._log.read_text().splitlines()

    def pids(self, name: str) -> list[int]:
        return [int(line.split()[-1]) for line in self.lines() if line.startswith(name) and "| up" in line]

    def end(self, by: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(by)
        assert self.process.wait(10) == 0


@pytest.fixture
def run(tmp_path: Path):
    started: list[Run] = []

    def start(script: str) -> Run:
        started.append(Run(tmp_path / "log", script))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()


def test_starts_a_dead_child_again_and_says_so(run) -> None:
    running = run("child('web', 1, WAIT)")
    until(lambda: running.pids("web"))

    subprocess.run(["kill", "-9", str(running.pids("web")[0])], check=True)

    until(lambda: len(running.pids("web")) == 2)
    assert running.has("web ended (signal 9); again in 0.5 s")
    running.end()


def test_waits_longer_after_every_death(run) -> None:
    running = run("child('web', 1, 'raise SystemExit(3)')")

    until(lambda: running.has("(exit code 3); again in 0.5 s", "again in 1 s", "again in 2 s"))

    running.end()


def test_stops_the_highest_tier_first(run) -> None:
    running = run("child('low', 1, POLITE); child('high', 2, POLITE)")
    until(lambda: sum("| up" in line for line in running.lines()) == 2)

    running.end(signal.SIGINT)

    assert [line.split()[0] for line in running.lines() if line.endswith("| bye")] == ["high", "low"]
    assert running.lines()[-1].endswith("stopped")


def test_kills_a_child_that_does_not_listen(run) -> None:
    running = run("child('deaf', 1, DEAF)")
    until(lambda: running.has("deaf      | up"))
    below = descendants(running.process.pid)

    running.end()

    assert below
    assert not any(map(is_alive, below))


def test_leaves_nobody_behind_when_it_is_killed_itself(run) -> None:
    running = run("child('web', 1, WAIT)")
    until(lambda: running.pids("web"))

    running.process.kill()

    until(lambda: not is_alive(running.pids("web")[0]))


def test_kills_what_a_dead_child_left_behind(run) -> None:
    orphan = "import os, signal; r = os.fork(); print('up', os.getpid()); signal.pause() if r == 0 else None"
    running = run(f"child('web', 1, {orphan!r})")

    until(lambda: running.has("again in 0.5 s"))

    until(
        lambda: (running.pids("web") and not is_alive(running.pids("web")[-1])) or running.has("again in 1 s")
    )
    running.end()
    assert not any(map(is_alive, running.pids("web")))
