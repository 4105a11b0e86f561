"""`manage.py serve` as a process on a data folder and a port of its own, for tests and benches."""

from __future__ import annotations

import contextlib
import http.client
import signal
import socket
from pathlib import Path

from tests.services.programs import manage
from tests.waiting import descendants, is_alive, until

PROGRAMS = {
    "web": "gunicorn",
    "worker": "--queues trays",
    "small": "--queues small",
    "long": "--queues long",
    "beat": "config.celery beat",
    "broker": "valkey",
    "database": "postgres -D",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Serving:
    def __init__(self, data: Path, log: Path) -> None:
        self.data, self.log, self.port = data, log, free_port()
        self.process = manage("serve", output=log, TOUCHSTONE_DATA=str(data), PORT=str(self.port))
        try:
            until(
                lambda: "Touchstone answers" in log.read_text() or self.process.poll() is not None, within=240
            )
        except AssertionError:
            self.process.terminate()
            raise
        assert self.process.poll() is None, log.read_text()
        self.below = descendants(self.process.pid)

    @property
    def environment(self) -> dict[str, str]:
        """What to set so that settings find what is served here."""
        return {"TOUCHSTONE_DATA": str(self.data), "PORT": str(self.port)}

    def answers(self, path: str = "/livez") -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", path)
            with connection.getresponse() as response:
                return response.status == 200
        return False

    def pid(self, words: str) -> int:
        """Return the first process whose command line has these words, or 0."""
        own = {pid for pid in descendants(self.process.pid) if words in _command(pid)}
        return min(own, default=0)

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        until(lambda: not any(map(is_alive, self.below)), within=40)


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""
