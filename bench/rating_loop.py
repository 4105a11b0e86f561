"""What a rating costs: 16 simulated raters submit and get the next item, by the API and by the page's own form.

Beside them, in the same run, a bare Django view on the same database and the same gunicorn settings: one indexed
SELECT, one INSERT. The product runs as `manage.py serve` runs it, with everything on; that is asserted. Printed are
ratings a second, latencies, and the CPU milliseconds of web, PostgreSQL, broker and worker for each rating.
Run from the root: `python bench/rating_loop.py`. Exits with 1 when the API costs more than 3 bare views, or the page
more than 3.5.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import cpu, simulated
from tests.serving import PROGRAMS, Serving, free_port
from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent
LIMITS = {"api": 3.0, "page": 3.5}
RATERS, FLOOR_PAIRS, SETTLES = 16, 2000, 1.0
COLUMNS = ("web", "database", "broker", "worker")


@dataclass(frozen=True)
class Round:
    """One path measured once; CPU in milliseconds a rating."""

    path: str
    per_second: float
    p50: float
    p95: float
    p99: float
    cpu: dict[str, float]
    others: float

    @property
    def total(self) -> float:
        return sum(self.cpu.values())


@contextmanager
def serving() -> Iterator[tuple[Serving, Path]]:
    top = Path(tempfile.mkdtemp(prefix="touchstone-bench-"))
    top.chmod(0o755)
    running = None
    try:
        running = Serving(top / "data", top / "log")
        os.environ |= running.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        django.setup()
        yield running, top
    finally:
        if running is not None:
            running.end()
        shutil.rmtree(top, ignore_errors=True)


@contextmanager
def bare_view() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve the floor from a database of its own in the same PostgreSQL."""
    from django.conf import settings
    from django.db import connection

    from bench import seeding

    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE bare")
    url = settings.SERVICES.database_url.replace("/touchstone?", "/bare?")
    environ = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.bare.settings"}
    python = [sys.executable, "-m"]
    migrate = [*python, "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(migrate, env=environ, cwd=ROOT, check=True)
    seeding.floor(url.replace("postgres://", "postgresql://"), FLOOR_PAIRS)
    port = free_port()
    gunicorn = ["gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level", "warning"]
    bind = ["--bind", f"127.0.0.1:{port}", "bench.bare.wsgi:application"]
    process = subprocess.Popen([*python, *gunicorn, *bind], env=environ, cwd=ROOT)
    try:
        until(lambda: _listens(port))
        yield process, port
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Bench:
    def __init__(self, running: Serving, bare: subprocess.Popen[bytes]) -> None:
        self.product = {name: running.pid(words) for name, words in PROGRAMS.items()}
        self.bare = {"web": bare.pid, "database": self.product["database"]}
        self.all = {"serve": running.process.pid, "bare": bare.pid, "clients": os.getpid()}

    def measure(self, path: str, raters: Sequence[simulated.Rater], ratings: int) -> Round:
        for rater in raters:
            rater.begin()
        roots = self.bare if path == "bare" else self.product
        before, all_before, busy = cpu.of_trees(roots), cpu.of_trees(self.all), cpu.of_machine()
        started = time.perf_counter()
        took = simulated.work(raters, ratings)
        seconds = time.perf_counter() - started
        time.sleep(SETTLES)  # what these ratings made due belongs to them
        after, all_after = cpu.of_trees(roots), cpu.of_trees(self.all)
        busy, span = cpu.of_machine() - busy, time.perf_counter() - started
        spent = {name: (after[name] - before[name]) / ratings for name in roots}
        spent["worker"] = spent.get("worker", 0.0) + spent.pop("beat", 0.0)
        own = sum(all_after[name] - all_before[name] for name in self.all)
        cuts = quantiles(took, n=100)
        return Round(
            path, ratings / seconds, cuts[49], cuts[94], cuts[98], spent, max(0.0, busy - own) / span / 1000
        )


def run(running: Serving, top: Path, options: argparse.Namespace) -> list[Round]:
    from bench import proofs, seeding

    warm = max(100, options.ratings // 4)
    submits = 2 * (warm + options.runs * options.ratings)
    pairs = options.pairs or submits // 3 + 20 * RATERS
    seeding.project(pairs, top)
    people = seeding.people(RATERS)
    rounds: list[Round] = []
    with bare_view() as (bare, bare_port):
        bench = Bench(running, bare)
        paths: dict[str, list[simulated.Rater]] = {
            "api": [simulated.ByApi(running.port, seeding.SLUG, person.token) for person in people],
            "page": [
                simulated.ByPage(running.port, seeding.SLUG, person.email, seeding.PASSWORD)
                for person in people
            ],
            "bare": [simulated.ByBareView(bare_port, number, FLOOR_PAIRS) for number in range(RATERS)],
        }
        for number in range(-1, options.runs):
            for path, raters in paths.items():
                count = warm if number < 0 else options.ratings
                before = proofs.Books()
                measured = bench.measure(path, raters, count)
                proofs.Books().check(before, 0 if path == "bare" else count)
                if number >= 0:
                    rounds.append(measured)
                    print(_line(f"{path} {number + 1}", measured), flush=True)
            if number < 0:
                seeding.count_rows()
        for path in ("api", "page"):
            last = paths[path][0].connection.last  # type: ignore[attr-defined]
            proofs.production(last.headers)
    return rounds


def _line(name: str, measured: Round) -> str:
    parts = "".join(f"{measured.cpu.get(part, 0.0):9.2f}" for part in COLUMNS)
    latency = f"{measured.p50:7.0f}{measured.p95:6.0f}{measured.p99:6.0f}"
    return f"{name:8}{measured.per_second:10.0f}{latency}{parts}{measured.total:8.2f}{measured.others:8.2f}"


def _median(rounds: Sequence[Round], path: str) -> Round:
    those = [each for each in rounds if each.path == path]
    figures = {
        name: median(getattr(each, name) for each in those) for name in ("per_second", "p50", "p95", "p99")
    }
    spent = {part: median(each.cpu.get(part, 0.0) for each in those) for part in COLUMNS}
    return Round(path, **figures, cpu=spent, others=median(each.others for each in those))


def report(rounds: Sequence[Round]) -> int:
    print()
    totals = {path: [each.total for each in rounds if each.path == path] for path in ("api", "page", "bare")}
    for path, spent in totals.items():
        print(_line(path, _median(rounds, path)), f" median; total {median(spent):.2f} ms")
    ratios = {
        path: median(ours / floor for ours, floor in zip(totals[path], totals["bare"], strict=True))
        for path in LIMITS
    }
    said = ", ".join(f"{path} {ratio:.2f} (limit {LIMITS[path]:g})" for path, ratio in ratios.items())
    print(f"\nCPU against the bare view: {said}")
    print("No errors; middleware, triggers, fsync, throttle counts and audit events as in production.")
    return int(any(ratio > LIMITS[path] for path, ratio in ratios.items()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="rounds of each path, interleaved")
    parser.add_argument("--ratings", type=int, default=1000, help="ratings a round")
    parser.add_argument("--pairs", type=int, default=0, help="default: as many as the rounds need")
    options = parser.parse_args()
    parts = "".join(f"{part:>9}" for part in COLUMNS)
    with serving() as (running, top):
        print(f"{'':8}{'ratings/s':>10}{'p50':>7}{'p95':>6}{'p99':>6}{parts}{'total':>8}{'others':>8}")
        print(f"{'':8}{'':10}{'ms':>7}{'ms':>6}{'ms':>6}{'CPU ms a rating':>36}{'':8}{'cores':>8}")
        rounds = run(running, top, options)
    return report(rounds)


if __name__ == "__main__":
    sys.exit(main())
