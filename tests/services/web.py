"""gunicorn with our settings and worker class on a port of its own, for tests."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config.services.folders import CHECKOUT
from tests.serving import free_port
from tests.waiting import until


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Web:
    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def connect(self, data: bytes = b"") -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        client.sendall(data)
        return client


@contextmanager
def serving(application: str, log: Path, environ: Mapping[str, str], settings: str = "") -> Iterator[Web]:
    """Serve the application; `settings` is Python that runs after our own configuration."""
    config = log.with_name("gunicorn.conf.py")
    config.write_text((CHECKOUT / "deploy" / "gunicorn.conf.py").read_text() + settings)
    port = free_port()
    argv = ["-m", "gunicorn", "--config", str(config), "--bind", f"127.0.0.1:{port}", application]
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *argv], env=dict(environ), cwd=CHECKOUT, stdout=output, stderr=output
        )
    try:
        until(lambda: _listens(port) or process.poll() is not None, within=60)
        yield Web(process, port, log)
    finally:
        process.terminate()
        process.wait(40)
