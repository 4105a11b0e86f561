"""Keeps children running: starts them, waits until they answer, restarts the dead, stops all in order.

Which children there are is decided in `config.services.plan`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from config.services import children
from config.services.failures import ServiceError
from config.services.journal import Journal

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_AFTER = 60.0
TICK = 1.0


class Stopped(Exception):
    """Ctrl-C, TERM, HUP, or nobody reads the log."""


@dataclass
class Child:
    """A program that is to run as long as we do. Higher tiers stop first."""

    name: str
    tier: int
    start: Callable[[int], subprocess.Popen[bytes]]
    stop_by: signal.Signals
    patience: float
    quiet: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float | None = None


class Supervisor:
    """Used from the main thread only: children are tied to the thread that starts them."""

    def __init__(self, journal: Journal, quiet_log: Path = Path()) -> None:
        self.journal, self.quiet_log = journal, quiet_log
        self._children: list[Child] = []
        self._asked_to_end = 0
        waking, written = socket.socketpair()
        self._wake = (waking, written)
        for end in self._wake:
            end.setblocking(False)
        journal.wake_on(waking.fileno())
        signal.set_wakeup_fd(written.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_end)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # so that it wakes us

    def add(self, child: Child) -> None:
        """Start the child and keep it running from now on."""
        self._start(child)
        self._children.append(child)

    def wait_for(self, child: Child, answers: Callable[[], bool], within: float) -> None:
        """Wait until the child answers.

        Raises: ServiceError when it ends or stays silent; Stopped.
        """
        deadline = time.monotonic() + within
        while not answers():
            ended = child.process is not None and child.process.poll() is not None
            if ended or time.monotonic() > deadline:
                self._drain()
                where = f"in {self.quiet_log}" if child.quiet else "above"
                raise ServiceError(
                    f"The {child.name} {'ended' if ended else 'does not answer'}; its log is {where}."
                )
            self._pump(0.05)

    def run(
        self, name: str, start: Callable[[int], subprocess.Popen[bytes]], keep: list[str] | None = None
    ) -> None:
        """Run a program to its end.

        Raises: ServiceError when it fails; Stopped.
        """
        writing = self.journal.pipe(name, keep)
        process = start(writing)
        os.close(writing)
        try:
            while process.poll() is None:
                self._pump(TICK)
        except Stopped:
            children.stop(process, signal.SIGTERM, patience=10)
            raise
        self._drain()
        if process.returncode != 0:
            for line in keep or ():
                self.journal.show(line)
            raise ServiceError(f"'{name}' failed; its log is above.")

    def watch(self) -> None:
        """Restart whoever dies, until somebody asks us to end.

        Raises: Stopped.
        """
        while True:
            for child in self._children:
                self._look_after(child)
            self._pump(TICK)

    def stop_all(self) -> None:
        """Stop the children, the highest tier first; a second request to end kills what is left."""
        self._asked_to_end = 0
        for tier in sorted({child.tier for child in self._children}, reverse=True):
            self._stop([child for child in self._children if child.tier == tier])
        self._drain()
        signal.set_wakeup_fd(-1)

    def _stop(self, those: list[Child]) -> None:
        now = time.monotonic()
        waiting = {}
        for child in those:
            if child.process is not None:
                with contextlib.suppress(ProcessLookupError):
                    child.process.send_signal(child.stop_by)
                waiting[child.name] = (child.process, now + child.patience)
        while waiting:
            for name, (process, deadline) in list(waiting.items()):
                late = time.monotonic() > deadline or self._asked_to_end
                if process.poll() is not None or late:
                    children.kill_group(process)
                    process.wait()
                    del waiting[name]
            if waiting:
                self.journal.pump(0.1)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.due is not None:
            if now >= child.due:
                self._restart(child)
            return
        if child.process is None or child.process.poll() is None:
            return
        children.kill_group(child.process)
        if now - child.started > STEADY_AFTER:
            child.pause = FIRST_PAUSE
        self.journal.say(f"{child.name} ended ({_how(child.process.returncode)}); again in {child.pause:g} s")
        child.due = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _restart(self, child: Child) -> None:
        try:
            self._start(child)
        except (ServiceError, OSError) as error:
            self.journal.say(f"{child.name} cannot start: {error}; again in {child.pause:g} s")
            child.due = time.monotonic() + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _start(self, child: Child) -> None:
        writing = self.journal.pipe(child.name, quiet=child.quiet)
        try:
            child.process = child.start(writing)
        finally:
            os.close(writing)
        child.started, child.due = time.monotonic(), None

    def _pump(self, timeout: float) -> None:
        due = [child.due - time.monotonic() for child in self._children if child.due is not None]
        self.journal.pump(max(0.0, min([timeout, *due])))
        if self._asked_to_end or self.journal.is_broken:
            raise Stopped

    def _drain(self) -> None:
        """Copy the last words of a program that has ended."""
        for _ in range(20):
            self.journal.pump(0.01)

    def _ask_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_end += 1


def _how(returncode: int) -> str:
    return f"signal {-returncode}" if returncode < 0 else f"exit code {returncode}"
