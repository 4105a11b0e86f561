"""How fast a file of native pairs comes in, and what memory it takes: through the web, and by the worker.

A file of pairs (2 kB a line) is posted to a running `manage.py serve`; the worker imports it with everything on:
checks, hashing, duplicates, language. Beside it, in the same run and the same PostgreSQL: COPY of the very same rows
into the same tables with their constraints and indexes from prepared files (the floor), and COPY of the plain lines
into one table of two columns. Run from the root: `python bench/intake.py [--pairs 1000000]`. Exits with 1 when the
import is slower than 40 % of the floor, its memory exceeds 300 MB, or the web's grows by 20 MB.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import cpu, memory
from bench.rating_loop import serving
from tests.serving import Serving
from tests.waiting import until

SHARE, WORKER_MIB, WEB_MIB = 0.4, 300, 20
PEER = 1941  # rows/s of Label Studio's import, facts of 2026; a figure to lay beside, not measured here
SLUG, BLOCK = "intake", 1 << 20
SENTENCE = (
    "harbour record source year answer because therefore example result method either whether under which value "
    "small large known first second north river model question reason number table water light paper city"
)
WORDS = SENTENCE.split()
TABLES = {
    "tasks_prompt": "project_id = {project}",
    "tasks_completion": "prompt_id IN (SELECT id FROM tasks_prompt WHERE project_id = {project})",
    "tasks_item": "project_id = {project}",
    "tasks_itemcompletion": "item_id IN (SELECT id FROM tasks_item WHERE project_id = {project})",
    "tasks_itemdetail": "item_id IN (SELECT id FROM tasks_item WHERE project_id = {project})",
}


@dataclass(frozen=True)
class Measured:
    pairs: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.pairs / self.seconds


def write_pairs(file: Path, n: int) -> None:
    """Write native lines of about 2 kB: a prompt of 350 characters, two answers of 680."""
    draw = random.Random(7)
    with file.open("w") as lines:
        for number in range(n):
            texts = [" ".join(draw.choices(WORDS, k=size)) for size in (58, 110, 110)]
            completions = [{"text": text, "model": name} for text, name in zip(texts[1:], "mn", strict=True)]
            line = {"id": str(number), "prompt": texts[0], "completions": completions, "meta": {"n": number}}
            lines.write(json.dumps(line) + "\n")


def post(running: Serving, token: str, file: Path) -> int:
    """Send a file as multipart without holding it, and return the new batch's id."""
    mark = "intake-bench"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="pairs.jsonl"\r\n\r\n'.encode()
    tail = (
        f'\r\n--{mark}\r\nContent-Disposition: form-data; name="hold"\r\n\r\ntrue\r\n--{mark}--\r\n'.encode()
    )

    def body() -> Iterator[bytes]:
        yield head
        with file.open("rb") as stream:
            while block := stream.read(BLOCK):
                yield block
        yield tail

    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=3600)
    connection.request(
        "POST",
        f"/api/v1/projects/{SLUG}/batches/",
        body=body(),
        headers={
            "Authorization": f"Token {token}",
            "Content-Type": f"multipart/form-data; boundary={mark}",
            "Content-Length": str(len(head) + file.stat().st_size + len(tail)),
        },
    )
    answer = connection.getresponse()
    told = json.loads(answer.read())
    assert answer.status == 202, told
    return int(told["id"])


@contextmanager
def watching(measure: Callable[[], float]) -> Iterator[list[float]]:
    """Note a figure twice a second."""
    seen: list[float] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.5):
            seen.append(measure())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()


def growth(before: dict[int, float], now: dict[int, float]) -> float:
    """By how much the process has grown that has grown most; one that came later counts whole."""
    return max(now[pid] - before.get(pid, 0.0) for pid in now)


def imported(batch_id: int) -> Measured:
    from tasks.models import Batch

    until(lambda: Batch.objects.get(pk=batch_id).finished_at is not None, within=7200)
    batch = Batch.objects.get(pk=batch_id)
    assert (batch.status, batch.n_rejected, batch.n_duplicates) == ("held", 0, 0), (batch.status, batch.error)
    return Measured(batch.n_accepted, (batch.finished_at - batch.started_at).total_seconds())


def copied(project: int, folder: Path) -> Measured:
    """Write the project's rows to files, empty the tables, and COPY the rows in again: constraints, indexes, commit."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table, mine in TABLES.items():
            with (folder / table).open("w") as rows:
                where = mine.format(project=project)
                cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT", rows)
        cursor.execute("SELECT count(*) FROM tasks_item WHERE project_id = %s", [project])
        (n_items,) = cursor.fetchone()
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        cursor.execute("CHECKPOINT")
        began = time.perf_counter()
        cursor.execute("BEGIN")
        for table in TABLES:
            with (folder / table).open() as rows:
                cursor.copy_expert(f"COPY {table} FROM STDIN", rows)
        cursor.execute("COMMIT")
    return Measured(n_items, time.perf_counter() - began)


def copied_plain(file: Path, n: int) -> Measured:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_plain (id bigserial PRIMARY KEY, line jsonb)")
        began = time.perf_counter()
        with file.open() as lines:
            # JSON lines hold backslashes, which COPY's text format would read as its own: quoting bytes switch it off.
            options = "FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'"
            cursor.copy_expert(f"COPY bench_plain (line) FROM STDIN WITH ({options})", lines)
        seconds = time.perf_counter() - began
        cursor.execute("DROP TABLE bench_plain")
    return Measured(n, seconds)


def measure(pairs: int) -> bool:
    with serving() as (running, top):
        from django.utils import timezone

        from raters.accounts import creating, tokens
        from raters.models import Role
        from tasks.projects import create_project

        manager = creating.create_user(
            email="m@example.org",
            role=Role.MANAGER,
            password="a-quiet-stone-in-the-river",
            now=timezone.now(),
        )
        token, project = tokens.create_token(user=manager), create_project(slug=SLUG, owner=manager)
        file = top / "pairs.jsonl"
        write_pairs(file, pairs)
        web, worker = running.pid("gunicorn"), running.pid("--queues long")
        before = memory.each(memory.tree(web))
        with (
            watching(lambda: growth(before, memory.each(memory.tree(web)))) as web_mib,
            watching(lambda: memory.largest(memory.tree(worker))) as worker_mib,
        ):
            sent = time.perf_counter()
            batch_id = post(running, token, file)
            sent = time.perf_counter() - sent
            busy, used = cpu.of_machine(), cpu.of_trees({"all": running.process.pid})["all"]
            ours = imported(batch_id)
            used = cpu.of_trees({"all": running.process.pid})["all"] - used
            others = (cpu.of_machine() - busy - used) / (ours.seconds * 1000)
        floor, plain = copied(project.pk, top), copied_plain(file, pairs)
        return tell(ours, floor, plain, file, sent, max(web_mib), worker_mib, others)


def tell(
    ours: Measured,
    floor: Measured,
    plain: Measured,
    file: Path,
    sent: float,
    web_growth: float,
    worker_mib: list[float],
    others: float,
) -> bool:
    share, mib = ours.per_second / floor.per_second, file.stat().st_size / (1 << 20)
    halves = worker_mib[: len(worker_mib) // 2], worker_mib[len(worker_mib) // 2 :]
    print(f"{ours.pairs} pairs, {mib:.0f} MiB, {file.stat().st_size / ours.pairs:.0f} bytes a line")
    print(f"import            {ours.per_second:9.0f} rows/s  {ours.seconds:7.1f} s")
    print(f"COPY, our tables  {floor.per_second:9.0f} rows/s  {floor.seconds:7.1f} s")
    print(f"COPY, one table   {plain.per_second:9.0f} rows/s  {plain.seconds:7.1f} s")
    print(f"Label Studio      {PEER:9.0f} rows/s  (stated elsewhere)")
    print(
        f"share of COPY into our tables: {share:.0%} (at least {SHARE:.0%}); other programs used {others:.1f} cores"
    )
    print(f"upload {mib / sent:.0f} MiB/s; web grew by {web_growth:.0f} MiB (under {WEB_MIB})")
    print(f"worker: peak {max(worker_mib):.0f} MiB (under {WORKER_MIB})", end="; ")
    print("median of first and second half: {:.0f} and {:.0f} MiB".format(*map(median, halves)))
    return share >= SHARE and max(worker_mib) < WORKER_MIB and web_growth < WEB_MIB


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pairs", type=int, default=1_000_000)
    sys.exit(0 if measure(arguments.parse_args().pairs) else 1)
