"""What web costs a request, and what 200 slow clients do to everybody else: our worker class beside two others.

The floor's view (one SELECT, one INSERT) is served by gunicorn with our worker class, by gunicorn's own threads and by
granian, in turns. Printed are the CPU milliseconds of web a request, and how many requests of an ordinary client are
answered within 5 s, and the slowest, while 100 connections send a byte of their head and 100 a byte of their body
every 2 s. Run from the root: `python bench/slow_clients.py`. Exits with 1 when ours leaves a request unanswered.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from statistics import median

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import cpu, simulated
from tests.cluster import Cluster
from tests.services.trickling import trickling
from tests.serving import free_port
from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent
PAIRS, CLIENTS, SLOW, EVERY, PATIENCE = 500, 8, 200, 2.0, 5.0
GUNICORN = ("gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level", "warning")
GRANIAN = (
    "granian",
    "--interface",
    "wsgi",
    "--http",
    "1",
    "--workers",
    "2",
    "--no-log",
    "--blocking-threads",
)
OURS = "gunicorn, ours"
SERVERS = {
    OURS: GUNICORN,
    "gunicorn, gthread": (*GUNICORN, "--worker-class", "gthread"),
    "granian, 4 threads": (*GRANIAN, "4"),
    "granian, 64 threads": (*GRANIAN, "64"),
}
HEAD = b"POST /rate/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@contextmanager
def served(argv: tuple[str, ...]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    bind = ("--bind", f"127.0.0.1:{port}") if argv[0] == "gunicorn" else ("--port", str(port))
    command = [sys.executable, "-m", *argv, *bind, "bench.bare.wsgi:application"]
    process = subprocess.Popen(command, env=_of_the_floor(), cwd=ROOT)
    try:
        until(lambda: _listens(port))
        yield process, port
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        process.kill()


def _of_the_floor() -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": "bench.bare.settings"}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def slow_clients(port: int) -> AbstractContextManager[None]:
    """Half of them are slow in their head, the others in their body."""
    begun = (HEAD, HEAD + b"Content-Length: 900\r\n\r\n{")
    return trickling([_opened(port, begun[number % 2]) for number in range(SLOW)], every=EVERY)


def _opened(port: int, begins: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(begins)
    return client


def cost(process: subprocess.Popen[bytes], port: int, requests: int) -> float:
    """CPU milliseconds of web a request, with clients that keep their connections."""
    clients = [simulated.ByBareView(port, number, PAIRS) for number in range(CLIENTS)]
    simulated.work(clients, requests // 4)
    before = cpu.of_trees({"web": process.pid})["web"]
    simulated.work(clients, requests)
    return (cpu.of_trees({"web": process.pid})["web"] - before) / requests


def beside_slow_clients(port: int, seconds: float) -> tuple[int, int, float]:
    """Return how many requests were answered, how many were not, and how long the slowest took in milliseconds."""
    answered, failed, slowest = 0, 0, 0.0
    with slow_clients(port):
        time.sleep(EVERY)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            client = simulated.ByBareView(port, 1, PAIRS)
            client.connection = simulated.Connection(port, PATIENCE)
            started = time.perf_counter()
            try:
                client.rate()
                answered += 1
            except (OSError, RuntimeError):
                failed += 1
            slowest = max(slowest, (time.perf_counter() - started) * 1000)
            client.begin()
            time.sleep(0.05)
    return answered, failed, slowest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="rounds of each server, interleaved")
    parser.add_argument("--requests", type=int, default=1500, help="requests a round")
    parser.add_argument("--seconds", type=float, default=12, help="how long the slow clients are watched")
    options = parser.parse_args()
    with Cluster(durable=True) as cluster:
        os.environ |= cluster.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        django.setup()
        from bench import seeding

        migrate = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
        subprocess.run(migrate, env=_of_the_floor(), cwd=ROOT, check=True)
        seeding.floor(cluster.environment["DATABASE_URL"].replace("postgres://", "postgresql://"), PAIRS)
        costs: dict[str, list[float]] = {name: [] for name in SERVERS}
        for _ in range(options.runs):
            for name, argv in SERVERS.items():
                with served(argv) as (process, port):
                    costs[name].append(cost(process, port, options.requests))
        print(f"{'':22}{'CPU ms a request':>18}{'answered':>10}{'not':>6}{'slowest ms':>12}")
        unanswered = {}
        for name, argv in SERVERS.items():
            with served(argv) as (_process, port):
                answered, failed, slowest = beside_slow_clients(port, options.seconds)
            unanswered[name] = failed
            print(f"{name:22}{median(costs[name]):18.2f}{answered:10}{failed:6}{slowest:12.0f}", flush=True)
    return int(unanswered[OURS] > 0)


if __name__ == "__main__":
    sys.exit(main())
