"""Clients that go on sending a byte now and then, so that what they ask for is never whole."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence


@contextlib.contextmanager
def trickling(clients: Sequence[socket.socket], *, every: float) -> Iterator[None]:
    """Keep them at it until the block ends, then close them; one that is hung up on stays away."""
    ends = threading.Event()

    def trickle() -> None:
        while not ends.wait(every):
            for client in clients:
                with contextlib.suppress(OSError):
                    client.send(b"1")

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join()
        for client in clients:
            client.close()
