"""A private PostgreSQL and Valkey for tests, in a folder that goes away with them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from subprocess import Popen

from config.services import folders as places
from config.services import postgresql, secrets, users, valkey
from config.services.endpoints import addresses


class Cluster:
    """Started on entering, gone after leaving; `durable` keeps fsync on, as the fault tests need."""

    def __init__(
        self, *, durable: bool = False, data: Path | None = None, given: Mapping[str, str] | None = None
    ) -> None:
        self.durable = durable
        self.given = dict(given or {})
        self.account = users.service_account()
        self._top = Path(tempfile.mkdtemp(prefix="touchstone-test-"))
        self._top.chmod(0o755)
        self._log = (self._top / "services.log").open("wb")
        self.folders = places.Folders(data or self._top / "data")
        self.database: Popen[bytes] | None = None
        self.broker: Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What to set so that settings find this cluster."""
        data = {"TOUCHSTONE_DATA": str(self.folders.data)}
        found = addresses(data | self.given)
        return data | {
            "DATABASE_URL": found.database_url,
            "REDIS_URL": found.redis_url,
            "TOUCHSTONE_SECRET_KEY": secrets.read(self.folders.data / secrets.SECRET_KEY),
        }

    def start(self) -> Cluster:
        places.prepare(self.folders, self.account)
        secrets.make(self.folders.data / secrets.SECRET_KEY, self.account)
        if "DATABASE_URL" not in self.given:
            self.start_database()
        if "REDIS_URL" not in self.given:
            self.start_broker()
        return self

    def start_database(self) -> None:
        self.database = postgresql.start(self.folders, self.account, self._log, durable=self.durable)
        postgresql.wait(self.folders, self.database, Path(self._log.name))

    def start_broker(self) -> None:
        self.broker = valkey.start(self.folders, self.account, self._log)
        valkey.wait(self.folders, self.broker, Path(self._log.name))

    def stop(self) -> None:
        if self._log.closed:
            return
        if self.database is not None:
            postgresql.stop(self.database)
        if self.broker is not None:
            valkey.stop(self.broker)
        self._log.close()
        for path in (self.folders.run, self.folders.data, self._top):
            shutil.rmtree(path, ignore_errors=True)

    __enter__ = start

    def __exit__(self, *_: object) -> None:
        self.stop()


def for_this_run(environ: Mapping[str, str]) -> Cluster:
    """Start what the whole run uses, but for what is given by URL."""
    names = {"DATABASE_URL": "TOUCHSTONE_TEST_DATABASE_URL", "REDIS_URL": "TOUCHSTONE_TEST_REDIS_URL"}
    return Cluster(
        given={name: environ[source] for name, source in names.items() if source in environ}
    ).start()
