"""Says where database and broker are. It starts nothing and makes nothing, so settings may call it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from config.services import address, postgresql, secrets, valkey
from config.services import folders as places


@dataclass(frozen=True)
class Addresses:
    """What settings need; `embedded_*` says whose services they are."""

    folders: places.Folders
    database_url: str
    redis_url: str
    secret_key: str
    address: str
    embedded_database: bool
    embedded_broker: bool


def addresses(environ: Mapping[str, str] = os.environ) -> Addresses:
    """Return the given URLs, or those of the embedded services, whether these run or not.

    Before the first start the password and the key are empty: enough to load settings, not to serve. The
    secret key is empty as well when the database is given by URL: then the operator gives the key.
    """
    folders = places.locate(environ)
    given_database, given_broker = environ.get("DATABASE_URL", ""), environ.get("REDIS_URL", "")
    return Addresses(
        folders=folders,
        database_url=given_database or _database(folders),
        redis_url=given_broker or f"unix://{quote(str(folders.run / valkey.SOCKET))}",
        secret_key="" if given_database else secrets.read(folders.data / secrets.SECRET_KEY),
        address=address.read(folders.data),
        embedded_database=not given_database,
        embedded_broker=not given_broker,
    )


def _database(folders: places.Folders) -> str:
    places.check_sockets(folders, folders.data / secrets.PASSWORD)
    password = quote(secrets.read(folders.data / secrets.PASSWORD), safe="")
    name = postgresql.NAME
    return f"postgres://{name}:{password}@/{name}?" + urlencode({"host": str(folders.run)}, safe="/")
