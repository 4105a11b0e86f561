from __future__ import annotations

from pathlib import Path

from config.services import folders, locking, postgresql, secrets, users
from tests.cluster import Cluster
from tests.services.programs import manage


def run(*argv: str, data: Path) -> tuple[int, str]:
    process = manage(*argv, TOUCHSTONE_DATA=str(data))
    output, _ = process.communicate(timeout=60)
    return process.returncode, output


def test_a_command_starts_what_nobody_runs_and_stops_it(data: Path) -> None:
    code, output = run("showmigrations", "--skip-checks", data=data)

    assert code == 0, output
    assert "[ ] 0001" in output
    assert not postgresql.answers(folders.Folders(data))


def test_two_commands_share_what_the_first_one_started(data: Path) -> None:
    both = [manage("showmigrations", "--skip-checks", TOUCHSTONE_DATA=str(data)) for _ in range(2)]

    outputs = [process.communicate(timeout=60)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0], outputs


def test_a_command_uses_the_services_that_run_already(data: Path) -> None:
    with Cluster(data=data) as cluster:
        locking.take(data / "services.lock", cluster.account, "the test")

        code, output = run("showmigrations", "--skip-checks", data=data)

        assert code == 0, output
        assert cluster.database.poll() is None


def test_a_command_that_reads_no_row_makes_nothing(data: Path) -> None:
    code, _ = run("help", data=data)

    assert code == 0
    assert not data.exists()


def test_a_secret_is_made_once(folder: Path) -> None:
    first = secrets.make(folder / "key", users.service_account())

    assert secrets.make(folder / "key", users.service_account()) == first
    assert len(first) >= 50
