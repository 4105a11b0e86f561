"""Decides when a kept connection is looked at before a request uses it; all else is Django's.

Django asks the server `SELECT 1` at each request, a tenth of what a rating costs. A server that was stopped or has
ended the connection has closed its socket, which the kernel tells without asking anybody; only when there is something
to read is a statement spent. A server that stands still without a word is left to `config.watchdog`, as before.
"""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return not socket.poll(0) or bool(super().is_usable())
