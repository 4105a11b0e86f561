"""A connection to web while its request arrives, and the table of all of those.

Decides when a request is whole, how much of it is kept, and how slowly an answer may be read. What is then done with
the connection is the worker's.
"""

from __future__ import annotations

import socket
import struct
import time
from collections import defaultdict
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
SENT_AT_ONCE = 256 << 10
"""What the kernel takes of an answer at once. No page and no font is larger, so no thread waits for its reader."""
LOOKED_AT_FOR, LEAST_RATE = 20.0, 4 << 10
"""An answer larger than that is read at this many bytes a second, or given up: the poorest line is faster."""
COUNTS = struct.Struct("=24xI92xQ16xI")
"""Of Linux's tcp_info: segments on their way, bytes that the other side has confirmed, bytes not sent yet."""
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Connection(TConn):  # type: ignore[misc]
    """A connection, and what has arrived of its next request."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            # The kernel's own limits: they hold in a thread, whatever reads there, and cost no system call.
            sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", STALLS_FOR, 0))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_AT_ONCE)
        self.is_open = True
        self.await_next()

    def await_next(self, data: bytes = b"") -> None:
        """Begin a request, of which a part may have come with the one before."""
        self.data = bytearray(data)
        self.size: int | None = None
        # Whether the view reads the body from the socket: it is too large to hold, or does not say its size.
        self.is_large = self.is_probe = False
        self.refusal = ""
        self.began = time.monotonic()
        self.deadline = self.began + HEAD_WITHIN
        self.is_closing = False
        self._unread_for, self._read = 0.0, 0
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

    def is_read_too_slowly(self, seconds: float) -> bool:
        """Say whether the client takes its answer too slowly, after that many seconds more.

        Time in which nothing is on its way to the client is the view's, and does not count.
        """
        try:
            info = self.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, COUNTS.size)
            on_their_way, read, unsent = COUNTS.unpack(info)
        except (OSError, struct.error):
            return False  # closed in the thread, or no TCP
        if not on_their_way and not unsent:
            return False
        self._unread_for += seconds
        self._read = self._read or read
        if self._unread_for < LOOKED_AT_FOR:
            return False
        before, self._read = self._read, read
        enough, self._unread_for = LEAST_RATE * self._unread_for, 0.0
        return bool(read - before < enough)

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

    def heaviest(self) -> Connection:
        """Return the connection to give up first: of the address that holds most for longest, the one that does."""
        now = time.monotonic()
        weights = {conn: len(conn.data) * (now - conn.began) for conn in self._connections}
        addresses: defaultdict[Any, float] = defaultdict(float)
        for conn, weight in weights.items():
            addresses[conn.client[:1]] += weight
        return max(weights, key=lambda conn: (addresses[conn.client[:1]], weights[conn]))

    def remove(self, conn: Connection) -> None:
        if conn in self._connections:
            self._connections.remove(conn)
            self.held -= len(conn.data)
