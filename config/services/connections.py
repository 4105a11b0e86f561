"""A connection to web while its request arrives, and the table of all of those.

Decides when a request is whole and how much of it is kept. What is then done with it is the worker's.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import TConn

from config.services import heads

HEAD_WITHIN, BODY_WITHIN = 15.0, 60.0
"""A head is a few hundred bytes; two megabytes in a minute are what a poor telephone line carries."""
STALLS_FOR = 30
"""Seconds in which an upload or a download must make some progress."""
LINGERS = 2.0
"""How long a closed connection is read on: closed at once, the kernel could take back the answer."""
LARGEST_HEAD, LARGEST_BODY = 64 << 10, 2 << 20
"""No form and no rating is larger than this (DATA_UPLOAD_MAX_MEMORY_SIZE); an upload is."""
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Connection(TConn):  # type: ignore[misc]
    """A connection, and what has arrived of its next request."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            # The kernel's own limits: they hold in a thread, whatever reads there, and cost no system call.
            sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", STALLS_FOR, 0))
        self.is_open = True
        self.await_next()

    def await_next(self, data: bytes = b"") -> None:
        """Begin a request, of which a part may have come with the one before."""
        self.data = bytearray(data)
        self.size: int | None = None
        # Whether the view reads the body from the socket: it is too large to hold, or does not say its size.
        self.is_large = self.is_probe = False
        self.refusal = ""
        self.deadline = time.monotonic() + HEAD_WITHIN
        self.is_closing = False
        self._look(0)

    def add(self, data: bytes) -> None:
        before = len(self.data)
        self.data += data
        if self.size is None:
            self._look(max(0, before - len(heads.ENDS)))

    @property
    def is_ready(self) -> bool:
        return self.size is not None and (self.is_large or len(self.data) >= self.size)

    def is_read(self) -> bool:
        """Say whether nothing of a large body is left on the socket."""
        reader = getattr(self.parser.mesg.body, "reader", None)
        return getattr(reader, "length", 1) == 0

    def end(self) -> None:
        """Say that we have ended; what still arrives is not kept."""
        self.data, self.size, self.is_closing = bytearray(), None, True
        self.deadline = time.monotonic() + LINGERS
        self.sock.setblocking(False)
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)

    def _look(self, start: int) -> None:
        """Learn the size of the request when its head is complete."""
        try:
            head = heads.read(self.data, start)
        except heads.SizeUnclear:
            self.refusal = "400 Bad Request"
            return
        if head is None:
            self.refusal = "431 Request Header Fields Too Large" if len(self.data) > LARGEST_HEAD else ""
            return
        self.is_large = head.body > LARGEST_BODY or head.is_chunked
        self.size = head.length + head.body
        if not self.is_ready:
            self.deadline = time.monotonic() + BODY_WITHIN
            if head.expects:
                # A client that has gone is found when its socket is read.
                with suppress(OSError):
                    self.sock.send(CONTINUE)


class Waiting:
    """The connections whose request is not whole, and how many bytes they hold."""

    def __init__(self) -> None:
        self._connections: set[Connection] = set()
        self.held = 0

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._connections))

    def add(self, conn: Connection) -> None:
        self._connections.add(conn)
        self.held += len(conn.data)

    def take(self, conn: Connection, data: bytes) -> None:
        self.held += len(data)
        conn.add(data)

    def remove(self, conn: Connection) -> None:
        if conn in self._connections:
            self._connections.remove(conn)
            self.held -= len(conn.data)
