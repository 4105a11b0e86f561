"""The worker class of gunicorn: a thread is given a request only when all of it has arrived.

Decides which thread answers a request, and how many connections and bytes are held meanwhile. gunicorn's own worker
hands a connection to a thread at its first byte, so a few slow clients hold every thread; here they cost an entry in a
table. Uploads too large to hold, and exports, have a few threads of their own, so those wait for each other only. An
answer that is read too slowly is given up. Nothing that one connection does ends the process: whatever fails for it
closes that connection.
"""

from __future__ import annotations

import errno
import logging
import re
import resource
import selectors
import socket
import time
from collections.abc import Callable
from concurrent import futures
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import ThreadWorker

from config.services.connections import Connection, Waiting

LARGEST_TOTAL = 128 << 20
"""All that one process holds of requests that are not whole yet."""
TRANSFER_THREADS, HEALTH_THREADS = 4, 2
HEALTH = (b"GET /livez ", b"GET /readyz ", b"GET /metrics ")
"""What watches over us has threads of its own, so that it is answered when all others wait for the database."""
OTHER_FILES = 128
"""Files that a process opens beside its connections: for threads, the database, logs and downloads."""
EXPORT = re.compile(rb"GET ([^ ?]*/exports/\d+/(files/|archive)|/downloads/)")
SWEEPS_EVERY, ACCEPTS_AGAIN = 0.5, 1.0
AT_ONCE = 64 << 10
REFUSED = "HTTP/1.1 {} \r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
logger = logging.getLogger("touchstone.web")
GONE = (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN, errno.ETIMEDOUT, errno.EAGAIN)
NOBODY_THERE = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)


def room_for(connections: int) -> int:
    """Return how many connections this process may hold, after asking the kernel for as many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + OTHER_FILES
    if resource.RLIM_INFINITY != soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return connections
    return min(connections, soft - min(OTHER_FILES, soft // 2))


class WholeRequestWorker(ThreadWorker):  # type: ignore[misc]
    """Everything but `handle` runs in the main thread, which never waits for a client."""

    def init_process(self) -> None:
        self._transfers = futures.ThreadPoolExecutor(TRANSFER_THREADS, thread_name_prefix="transfer")
        self._health = futures.ThreadPoolExecutor(HEALTH_THREADS, thread_name_prefix="health")
        self._waiting = Waiting()
        self._answered: set[Connection] = set()
        self._swept_at, self._accepts_at = time.monotonic(), 0.0
        self.worker_connections = room_for(self.cfg.worker_connections)
        self.max_keepalived = max(1, self.worker_connections - self.cfg.threads)
        super().init_process()

    def _for(self, conn: Connection, step: Callable[..., None], *given: Any) -> None:
        """Take one step for a connection; close it if the step fails."""
        try:
            step(conn, *given)
        except Exception as error:
            if not isinstance(error, OSError) or error.errno not in GONE:
                logger.exception("a connection is closed, for it could not be served")
            self._close(conn)

    # ---- A request arrives

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled and time.monotonic() >= self._accepts_at)

    def accept(self, listener: Any) -> None:
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno not in NOBODY_THERE:
                # Out of files or memory: the client waits in the kernel's queue until something is closed.
                logger.warning("no connection can be accepted: %s", error.strerror)
                self._accepts_at = time.monotonic() + ACCEPTS_AGAIN
                self.set_accept_enabled(False)
            return
        try:
            conn = Connection(self.cfg, sock, client, listener.getsockname())
        except OSError:
            sock.close()
            return
        self.nr_conns += 1
        self._for(conn, self._await)

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._for(conn, self._await_next)

    def _await_next(self, conn: Connection, rest: bytes = b"") -> None:
        conn.sock.setblocking(False)
        conn.await_next(rest)
        self._await(conn)

    def _await(self, conn: Connection) -> None:
        """Hand the request over if it has come, as most have; else wait for the rest."""
        self._watch(conn)
        if conn.refusal:
            self._refuse(conn, conn.refusal)
        else:
            self._on_readable(conn)

    def _watch(self, conn: Connection) -> None:
        self._waiting.add(conn)
        self.poller.register(
            conn.sock, selectors.EVENT_READ, lambda _sock: self._for(conn, self._on_readable)
        )

    def _on_readable(self, conn: Connection) -> None:
        if conn.is_ready:
            self._hand_over(conn)
            return
        try:
            data = conn.sock.recv(AT_ONCE)
        except BlockingIOError:
            return
        if not data:
            self._close(conn)
        elif not conn.is_closing:
            self._take(conn, data)

    def _take(self, conn: Connection, data: bytes) -> None:
        self._waiting.take(conn, data)
        if conn.is_ready:
            self._hand_over(conn)
        elif conn.refusal:
            self._refuse(conn, conn.refusal)
        while self._waiting.held > LARGEST_TOTAL:
            self._for(self._waiting.heaviest(), self._refuse, "503 Service Unavailable")

    def _hand_over(self, conn: Connection) -> None:
        self._forget(conn)
        if conn.parser is None:
            conn.parser, conn.initialized = http.get_parser(self.cfg, conn.sock, conn.client), True
        conn.parser.unreader.unread(bytes(conn.data))
        self._answered.add(conn)
        done = self._pool(conn).submit(self.handle, conn)
        done.add_done_callback(partial(self._done, conn))

    def _pool(self, conn: Connection) -> futures.Executor:
        if conn.is_large or EXPORT.match(conn.data):
            return self._transfers
        conn.is_probe = conn.data.startswith(HEALTH)
        pool: futures.Executor = self._health if conn.is_probe else self.tpool
        return pool

    def _done(self, conn: Connection, future: futures.Future[Any]) -> None:
        self.method_queue.defer(self.finish_request, conn, future)

    def _forget(self, conn: Connection) -> None:
        """Wait no longer for what arrives on the connection."""
        self._waiting.remove(conn)
        # It is not there when the step that failed came before or after the wait.
        with suppress(KeyError, ValueError):
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
        self._answered.discard(conn)
        self._for(conn, self._finish, fs)

    def _finish(self, conn: Connection, fs: futures.Future[Any]) -> None:
        kept = not fs.cancelled() and fs.exception() is None and fs.result()
        rest = conn.parser.unreader.take_buffered()
        if conn.sock.fileno() < 0:
            # gunicorn closes in the thread when a view fails in the middle of its answer.
            self._close(conn)
        elif not kept:
            self._linger(conn)
        elif rest:
            self._await_next(conn, rest)
        else:
            super().finish_request(conn, fs)

    def _refuse(self, conn: Connection, status: str) -> None:
        with suppress(OSError):
            conn.sock.send(REFUSED.format(status).encode())
        self._forget(conn)
        self._linger(conn)

    def _linger(self, conn: Connection) -> None:
        """Read on for a moment, so that the client gets the answer."""
        conn.end()
        self._watch(conn)

    def _close(self, conn: Connection) -> None:
        if not conn.is_open:
            return
        conn.is_open = False
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    # ---- Time-outs

    def murder_pending(self) -> None:
        """Close what has waited long enough."""
        now, before = time.monotonic(), self._swept_at
        if now < before + SWEEPS_EVERY:
            return
        self._swept_at = now
        for conn in self._answered:
            if conn.is_read_too_slowly(now - before):
                # The thread that sends finds a client that has left.
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)
        for conn in self._waiting:
            if conn.deadline < now:
                self._for(conn, self._give_up)

    def _give_up(self, conn: Connection) -> None:
        if conn.is_closing or not conn.data:
            self._close(conn)
        else:
            self._refuse(conn, "408 Request Timeout")

    def _cap_keepalive(self, deadline: float) -> None:
        """Wait a moment only, for this worker is stopping."""
        super()._cap_keepalive(deadline)
        for conn in self._waiting:
            conn.deadline = min(conn.deadline, deadline)
