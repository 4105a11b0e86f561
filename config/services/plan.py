"""What `manage.py serve` runs: database and broker unless given, migrations, then web, worker and beat."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from config.services import address, children, ensuring, locking, postgresql, static, users, valkey
from config.services.endpoints import Addresses
from config.services.failures import ServiceError
from config.services.folders import CHECKOUT
from config.services.journal import Journal
from config.services.rotating import RotatingFile
from config.services.supervisor import Child, Stopped, Supervisor

LOOPBACK = "127.0.0.1"
WEB_ANSWERS_WITHIN = 60.0
GUNICORN = ("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "config.wsgi:application")
# serve has said already that it runs as root, when it must.
CELERY = ("-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "--app", "config.celery")
WORKER = (*CELERY, "worker", "--without-gossip", "--without-mingle", "--loglevel", "INFO")
# A rater waits for a tray, a person for a small job: one process each, which nothing long holds. Alone in its process a
# job needs no second one beside it to watch.
WORKERS = {
    "trays": (*WORKER, "--pool", "solo", "--queues", "trays", "--hostname", "trays@%h"),
    "small": (*WORKER, "--pool", "solo", "--queues", "small", "--hostname", "small@%h"),
    "long": (*WORKER, "--concurrency", "2", "--queues", "long", "--hostname", "long@%h"),
}
BEAT = (*CELERY, "beat", "--pidfile=", "--loglevel", "INFO")

COLLECT = ("manage.py", "collectstatic")
OTHERS, ACCESS = "services.log", "access.log"
"""What database and broker print, and a line a request."""

SERVICES, PROGRAMS = 1, 2
"""The tiers: what people and jobs use stops before what it needs."""


def serve(found: Addresses, port: int, *, demo: bool) -> None:
    """Run everything until somebody asks us to end.

    Raises: ServiceError when something cannot start.
    """
    listener = listen(port)
    account = users.service_account()
    ensuring.make_secrets(found, account)
    locking.take(found.folders.data / "services.lock", account, "manage.py serve")
    logs = found.folders.logs
    others, access = RotatingFile(logs / OTHERS, account), RotatingFile(logs / ACCESS, account)
    supervisor = Supervisor(Journal(others=others, access=access), logs / OTHERS)
    try:
        _Start(found, port, listener, account, supervisor).everything(demo=demo)
        supervisor.watch()
    except Stopped:
        supervisor.journal.say("stopping")
    finally:
        supervisor.stop_all()
    supervisor.journal.say("stopped")


def listen(port: int) -> socket.socket:
    """Take the port now and keep it: while web restarts, visitors wait instead of being refused.

    Raises: ServiceError when it is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(512)
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServiceError(
            f"Port {port} on {LOOPBACK} cannot be used ({getattr(error, 'strerror', error)}). "
            "Stop what holds it, or choose another by PORT=…"
        ) from error
    return listener


class _Start:
    """The steps of a start, which share what was found out."""

    def __init__(
        self,
        found: Addresses,
        port: int,
        listener: socket.socket,
        account: users.Account | None,
        supervisor: Supervisor,
    ) -> None:
        self.found = found
        self.folders = found.folders
        self.port = port
        self.listener = listener
        self.account = account
        self.supervisor = supervisor
        self.journal = supervisor.journal
        self.origin = os.environ.get("TOUCHSTONE_ORIGIN", "").rstrip("/") or f"http://{LOOPBACK}:{port}"
        self.environ = os.environ | {
            "TOUCHSTONE_DATA": str(self.folders.data),
            "PORT": str(port),
            "PYTHONUNBUFFERED": "1",
        }

    def everything(self, *, demo: bool) -> None:
        logins: list[str] = []
        address.write(self.folders.data, self.origin, self.account)
        self._services()
        self.program_account = self._program_account()
        self.journal.say("applying migrations")
        self.supervisor.run("migrate", self._python("manage.py", "migrate", "--noinput", "--verbosity", "0"))
        self._static()
        if demo:
            self.journal.say("loading the sample project")
            self.supervisor.run("demo", self._python("manage.py", "load_demo"), keep=logins)
        self._programs()
        for line in self._welcome(logins):
            self.journal.show(line)

    def _welcome(self, logins: list[str]) -> list[str]:
        """Say once what a person who has just started us needs."""
        first = (
            []
            if logins
            else ["First manager: run '.venv/bin/python manage.py bootstrap' in a second terminal"]
        )
        return [
            "",
            f"Touchstone answers at {self.origin}/",
            *first,
            *logins,
            f"Data: {self.folders.data}",
            f"Logs: {self.folders.logs} (and here); stop with Ctrl-C",
            "",
        ]

    def _services(self) -> None:
        folders, account = self.folders, self.account
        if folders.run.parent != folders.data:
            self.journal.say(
                f"the path of the data folder is too long for sockets; they are in {folders.run}"
            )
        if self.found.embedded_database:
            start = partial(postgresql.start, folders, account)
            database = Child("database", SERVICES, start, signal.SIGINT, postgresql.STOPS_WITHIN, quiet=True)
            self.supervisor.add(database)
            self.supervisor.wait_for(database, partial(postgresql.answers, folders), postgresql.STARTS_WITHIN)
            postgresql.make_database(folders)
        if self.found.embedded_broker:
            start = partial(valkey.start, folders, account)
            broker = Child("broker", SERVICES, start, signal.SIGTERM, valkey.STOPS_WITHIN, quiet=True)
            self.supervisor.add(broker)
            self.supervisor.wait_for(broker, partial(valkey.answers, folders), valkey.STARTS_WITHIN)

    def _program_account(self) -> users.Account | None:
        account = self.account
        if account is None:
            return None
        needed = (("-x", Path(sys.executable)), ("-r", CHECKOUT / "manage.py"), ("-r", Path(users.__file__)))
        if all(users.may(account, flag, path) for flag, path in needed):
            return account
        self.journal.say(
            f"warning: '{account.name}' cannot read the programs, so web, worker and beat run as root"
        )
        return None

    def _static(self) -> None:
        if not static.is_fresh(self.folders.data):
            self.journal.say("collecting static files; this is done once")
            # The API answers in JSON only, so nobody asks for the framework's own pages.
            command = (*COLLECT, "--noinput", "--clear", "--verbosity", "0", "--ignore", "rest_framework")
            self.supervisor.run("static", self._python(*command))
            static.remember(self.folders.data)

    def _programs(self) -> None:
        """Web first: while it loads, the others would only take its processor."""
        bind = ("--bind", f"fd://{self.listener.fileno()}")
        web = self._program("web", self._python(*GUNICORN, *bind, pass_fds=(self.listener.fileno(),)))
        self.supervisor.wait_for(web, self._web_answers, WEB_ANSWERS_WITHIN)
        for name, command in WORKERS.items():
            self._program(name, self._python(*command))
        self._program("beat", self._python(*BEAT))

    def _program(self, name: str, start: Callable[[int], subprocess.Popen[bytes]]) -> Child:
        child = Child(name, PROGRAMS, start, signal.SIGTERM, 30.0)
        self.supervisor.add(child)
        return child

    def _web_answers(self) -> bool:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=1)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/livez")
            return connection.getresponse().status == 200
        return False

    def _python(self, *argv: str, pass_fds: tuple[int, ...] = ()) -> Callable[[int], subprocess.Popen[bytes]]:
        def start(output: int) -> subprocess.Popen[bytes]:
            return children.start(
                [sys.executable, *argv],
                account=self.program_account,
                dies_by=signal.SIGTERM,
                output=output,
                environ=self.environ,
                folder=CHECKOUT,
                pass_fds=pass_fds,
            )

        return start
