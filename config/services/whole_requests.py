"""The worker class of gunicorn: a thread is given a request only when all of it has arrived.

Decides how long a request may take to arrive and how much of it is held in memory meanwhile. gunicorn's own worker
hands a connection to a thread at its first byte, so a few slow clients hold every thread; here they cost an entry in a
table. A body too large to hold is read by a few threads of its own, so slow uploads wait for each other only.
"""

from __future__ import annotations

import errno
import logging
import re
import selectors
import socket
import struct
import time
from concurrent import futures
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_WITHIN, BODY_WITHIN = 15.0, 60.0
"""A head is a few hundred bytes; two megabytes in a minute are what a poor telephone line carries."""
STALLS_FOR = 30
"""Seconds in which an upload or a download must make some progress."""
LINGERS = 2.0
"""How long a closed connection is read on: closed at once, the kernel could take back the answer."""
LARGEST_HEAD, LARGEST_BODY = 64 << 10, 2 << 20
"""No form and no rating is larger than this (DATA_UPLOAD_MAX_MEMORY_SIZE); an upload is."""
LARGEST_TOTAL = 128 << 20
"""All that one process holds of requests that are not whole yet."""
UPLOAD_THREADS, HEALTH_THREADS = 4, 2
HEALTH = (b"GET /livez ", b"GET /readyz ", b"GET /metrics ")
"""What watches over us has threads of its own, so that it is answered when all others wait for the database."""
SWEEPS_EVERY = 0.5
AT_ONCE = 64 << 10

HEAD_ENDS = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
REFUSED = "HTTP/1.1 {} \r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
logger = logging.getLogger("touchstone.web")
GONE = (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN, errno.ETIMEDOUT, errno.EAGAIN)
NOBODY_THERE = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)


class Connection(TConn):  # type: ignore[misc]
    """A connection, and what has arrived of its next request."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            # The kernel's own limits: they hold in a thread, whatever reads there, and cost no system call.
            sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", STALLS_FOR, 0))
        self.await_next()

    def await_next(self, data: bytes = b"") -> None:
        """Begin a request, of which a part may have come with the one before."""
        self.data = bytearray(data)
        self.size: int | None = None
        self.body = 0
        # Whether the view reads the body from the socket: it is too large to hold, or does not say its size.
        self.is_large = self.is_probe = False
        self.deadline = time.monotonic() + HEAD_WITHIN
        self.is_closing = False
        self._look(0)

    def add(self, data: bytes) -> None:
        before = len(self.data)
        self.data += data
        if self.size is None:
            self._look(max(0, before - len(HEAD_ENDS)))

    @property
    def is_ready(self) -> bool:
        return self.size is not None and (self.is_large or len(self.data) >= self.size)

    def is_read(self) -> bool:
        """Say whether nothing of a large body is left on the socket."""
        reader = getattr(self.parser.mesg.body, "reader", None)
        return getattr(reader, "length", 1) == 0

    def _look(self, start: int) -> None:
        """Learn the size of the request when its head is complete; what the head means is left to the parser."""
        end = self.data.find(HEAD_ENDS, start)
        if end < 0:
            return
        found = LENGTH.search(self.data, 0, end + 2)
        self.body = int(found[1]) if found else 0
        self.is_large = self.body > LARGEST_BODY or CHUNKED.search(self.data, 0, end + 2) is not None
        self.size = end + len(HEAD_ENDS) + self.body
        if not self.is_ready:
            self.deadline = time.monotonic() + BODY_WITHIN
            if EXPECTS.search(self.data, 0, end + 2):
                self.sock.send(CONTINUE)


class WholeRequestWorker(ThreadWorker):  # type: ignore[misc]
    """Everything but `handle` runs in the main thread, which never waits for a client."""

    def init_process(self) -> None:
        self._uploads = futures.ThreadPoolExecutor(UPLOAD_THREADS, thread_name_prefix="upload")
        self._health = futures.ThreadPoolExecutor(HEALTH_THREADS, thread_name_prefix="health")
        self._waiting: set[Connection] = set()
        self._held = 0
        self._sweeps_at = 0.0
        super().init_process()

    # ---- A request arrives

    def accept(self, listener: Any) -> None:
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno in NOBODY_THERE:
                return
            raise
        self.nr_conns += 1
        self._await(Connection(self.cfg, sock, client, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        conn.await_next()
        self._await(conn)

    def _await(self, conn: Connection) -> None:
        """Hand the request over if it has come, as most have; else wait for the rest."""
        self._held += len(conn.data)
        self._waiting.add(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_readable, conn))
        self._on_readable(conn, conn.sock)

    def _on_readable(self, conn: Connection, _sock: Any) -> None:
        if conn.is_ready:
            self._hand_over(conn)
            return
        try:
            data = conn.sock.recv(AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._close(conn)
        elif not conn.is_closing:
            self._take(conn, data)

    def _take(self, conn: Connection, data: bytes) -> None:
        self._held += len(data)
        conn.add(data)
        if conn.is_ready:
            self._hand_over(conn)
        elif conn.size is None and len(conn.data) > LARGEST_HEAD:
            self._refuse(conn, "431 Request Header Fields Too Large")
        elif self._held > LARGEST_TOTAL:
            self._refuse(conn, "503 Service Unavailable")

    def _hand_over(self, conn: Connection) -> None:
        self._forget(conn)
        if conn.parser is None:
            conn.parser, conn.initialized = http.get_parser(self.cfg, conn.sock, conn.client), True
        conn.parser.unreader.unread(bytes(conn.data))
        done = self._pool(conn).submit(self.handle, conn)
        done.add_done_callback(partial(self._done, conn))

    def _pool(self, conn: Connection) -> futures.Executor:
        if conn.is_large:
            return self._uploads
        conn.is_probe = conn.data.startswith(HEALTH)
        pool: futures.Executor = self._health if conn.is_probe else self.tpool
        return pool

    def _done(self, conn: Connection, future: futures.Future[Any]) -> None:
        self.method_queue.defer(self.finish_request, conn, future)

    def _forget(self, conn: Connection) -> None:
        """Wait no longer for what arrives on the connection."""
        self._waiting.discard(conn)
        self._held -= len(conn.data)
        self.poller.unregister(conn.sock)

    # ---- It is answered, in a thread

    def handle_request(self, req: Any, conn: Connection) -> bool:
        try:
            return bool(super().handle_request(req, conn))
        except OSError as error:
            if error.errno not in GONE:
                raise
            # The address may hold a secret; the access log has it without. A probe that did not wait says nothing.
            level = logging.DEBUG if conn.is_probe else logging.INFO
            logger.log(
                level, "client left during the answer to a %s: %s", req.method, error.strerror or "reset"
            )
            return False

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        # What is left of a large body is not read: that would wait for the client.
        return keepalive and (conn.is_read() if conn.is_large else bool(conn.parser.finish_body()))

    # ---- The connection is kept, or closed

    def finish_request(self, conn: Connection, fs: futures.Future[Any]) -> None:
        kept = not fs.cancelled() and fs.exception() is None and fs.result()
        rest = conn.parser.unreader.take_buffered()
        if not kept:
            self._linger(conn)
        elif rest:
            conn.sock.setblocking(False)
            conn.await_next(rest)
            self._await(conn)
        else:
            super().finish_request(conn, fs)

    def _refuse(self, conn: Connection, status: str) -> None:
        with suppress(OSError):
            conn.sock.send(REFUSED.format(status).encode())
        self._forget(conn)
        self._linger(conn)

    def _linger(self, conn: Connection) -> None:
        """Say that we have ended, and read on for a moment, so that the client gets the answer."""
        conn.data, conn.size, conn.is_closing = bytearray(), None, True
        conn.deadline = time.monotonic() + LINGERS
        conn.sock.setblocking(False)
        self._waiting.add(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_readable, conn))
        with suppress(OSError):
            conn.sock.shutdown(socket.SHUT_WR)

    def _close(self, conn: Connection) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    # ---- Time-outs

    def murder_pending(self) -> None:
        """Close what has waited long enough."""
        now = time.monotonic()
        if now < self._sweeps_at:
            return
        self._sweeps_at = now + SWEEPS_EVERY
        for conn in [one for one in self._waiting if one.deadline < now]:
            if conn.is_closing or not conn.data:
                self._close(conn)
            else:
                self._refuse(conn, "408 Request Timeout")

    def _cap_keepalive(self, deadline: float) -> None:
        """Wait a moment only, for this worker is stopping."""
        super()._cap_keepalive(deadline)
        for conn in self._waiting:
            conn.deadline = min(conn.deadline, deadline)
