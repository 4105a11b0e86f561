from __future__ import annotations

import signal
import stat
import subprocess
from pathlib import Path

import psycopg2
import pytest

from config.services import ServiceError, postgresql, secrets, users
from tests.cluster import Cluster
from tests.waiting import until


def ask(cluster: Cluster, sql: str) -> str:
    connection = postgresql.connect(cluster.folders)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.fetchone()[0]) if cursor.description else ""
    finally:
        connection.close()


def kill(cluster: Cluster) -> None:
    cluster.database.kill()
    cluster.database.wait()


def test_listens_on_no_port(standing: Cluster) -> None:
    assert ask(standing, "SHOW listen_addresses") == ""


def test_has_checksums_and_our_locale(standing: Cluster) -> None:
    assert ask(standing, "SHOW data_checksums") == "on"
    assert "UTF" in ask(standing, "SHOW server_encoding")


def test_refuses_a_wrong_password(standing: Cluster) -> None:
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(
            host=str(standing.folders.run), user="touchstone", password="wrong", dbname="touchstone"
        )


def test_keeps_sockets_and_secrets_to_itself(standing: Cluster) -> None:
    data = standing.folders.data

    assert stat.S_IMODE(standing.folders.run.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / secrets.PASSWORD).stat().st_mode) == 0o600
    assert stat.S_IMODE((data / secrets.SECRET_KEY).stat().st_mode) == 0o600


def test_runs_without_rights(standing: Cluster, account: users.Account) -> None:
    owner = Path(f"/proc/{standing.database.pid}").stat().st_uid

    assert owner == account.uid


def test_recovers_what_was_committed_before_a_kill(cluster: Cluster) -> None:
    ask(cluster, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")

    kill(cluster)
    cluster.start_database()

    assert ask(cluster, "SELECT n FROM kept") == "7"


def test_starts_though_the_old_pid_belongs_to_a_stranger(cluster: Cluster) -> None:
    kill(cluster)
    stranger = subprocess.Popen(["/bin/sleep", "60"], **users.popen_arguments(cluster.account))
    files = [cluster.folders.postgresql / "postmaster.pid", cluster.folders.run / ".s.PGSQL.5432.lock"]
    for file in files:
        _, *rest = file.read_text().splitlines(keepends=True)
        file.write_text("".join([f"{stranger.pid}\n", *rest]))

    cluster.start_database()

    stranger.kill()
    stranger.wait()
    assert ask(cluster, "SELECT 1") == "1"


def test_waits_for_an_old_server_that_is_on_its_way_out(cluster: Cluster) -> None:
    old = cluster.database

    cluster.start_database()

    until(lambda: old.poll() is not None)
    assert ask(cluster, "SELECT 1") == "1"


def test_makes_the_cluster_anew_after_a_first_start_that_was_killed(cluster: Cluster) -> None:
    postgresql.stop(cluster.database)
    cluster.folders.postgresql.rename(cluster.folders.data / "postgresql.unfinished")

    cluster.start_database()

    assert ask(cluster, "SELECT 1") == "1"


def test_says_that_the_password_file_is_gone(cluster: Cluster) -> None:
    postgresql.stop(cluster.database)
    (cluster.folders.data / secrets.PASSWORD).unlink()

    with pytest.raises(ServiceError, match="password file"):
        cluster.start_database()


def test_says_that_the_cluster_is_of_another_version(cluster: Cluster) -> None:
    postgresql.stop(cluster.database)
    (cluster.folders.postgresql / "PG_VERSION").write_text("9\n")

    with pytest.raises(ServiceError, match="is of PostgreSQL 9"):
        cluster.start_database()


def test_stops_by_a_checkpoint(cluster: Cluster) -> None:
    cluster.database.send_signal(signal.SIGINT)

    assert cluster.database.wait(20) == 0
