"""How soon a tray is filled, and a small import begins and is over, alone and beside two imports of 300,000 lines.

Runs against `manage.py serve` with everything on. A rater's request rings for the tray, an upload by the API rings for
the import, as in real work. All imports are into one project, whose chunks take turns in writing. Run from the root:
`python bench/queues.py`. Exits with 1 when a tray takes more than 2 s or a small import begins after more than 5 s
beside the long ones.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import sys
import tempfile
import time
import uuid
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

from tests.waiting import until

if TYPE_CHECKING:
    from tests.faults.stack import Stack

TRAY_WITHIN, SMALL_WITHIN = 2.0, 5.0
FILL = (
    "INSERT INTO tasks_tray (project_id, rater_id, asked_at, due_at) "
    "SELECT p.id, r.id, now(), now() - interval '1 millisecond'"
    " FROM tasks_project p, raters_rater r WHERE p.slug = 'faults'"
    " ON CONFLICT (project_id, rater_id) DO UPDATE SET due_at = excluded.due_at"
)


def pairs(file: Path, n: int) -> None:
    with file.open("w") as lines:
        for number in range(n):
            answers = [{"text": f"The answer to {number} is {number + step}."} for step in (1, 2)]
            lines.write(json.dumps({"prompt": f"What comes after {number}?", "completions": answers}) + "\n")


def post(stack: Stack, path: str, body: bytes, kind: str, token: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", stack.serving.port, timeout=30)
    headers = {"Authorization": f"Token {token}", "Content-Type": kind}
    connection.request("POST", f"/api/v1/{path}", body, headers)
    answer = connection.getresponse()
    said = answer.read()
    assert answer.status < 300, said
    connection.close()


def tray(stack: Stack) -> float:
    """Seconds until a due tray is taken, when a rater's request has rung."""
    stack.rows(FILL)
    began = time.perf_counter()
    post(stack, "projects/faults/assignments/next", b"{}", "application/json", stack.tokens[0])
    until(lambda: stack.one("SELECT count(*) FROM tasks_tray WHERE due_at <= now()") == 0, within=30)
    return time.perf_counter() - began


def small(stack: Stack) -> tuple[float, float]:
    """Seconds from the upload of six lines until a worker has them, and until the last is in."""
    line = {"prompt": f"Why {uuid.uuid4().hex}?", "completions": [{"text": "so"}, {"text": "thus"}]}
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{mark}.jsonl"\r\n\r\n'
    body = f"{head}{(json.dumps(line) + chr(10)) * 6}\r\n--{mark}--\r\n".encode()
    began = time.perf_counter()
    kind = f"multipart/form-data; boundary={mark}"
    post(stack, "projects/faults/batches/", body, kind, stack.manager)
    until(lambda: stack.one(f"SELECT n_attempts FROM tasks_batch WHERE name = '{mark}.jsonl'") > 0, within=60)
    begun = time.perf_counter() - began
    until(lambda: stack.one(f"SELECT n_lines FROM tasks_batch WHERE name = '{mark}.jsonl'") == 6, within=60)
    return begun, time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=300_000, help="of each long import")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="touchstone-bench-") as folder:
        top = Path(folder)
        top.chmod(0o755)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "TOUCHSTONE_DATA": str(top / "data")}
        django.setup()
        from tests.faults.stack import Stack

        stack = Stack(top, n_raters=1, pairs="500")
        try:
            alone = [(tray(stack), *small(stack)) for _ in range(options.runs)]
            pairs(top / "long.jsonl", options.lines)
            ids = ",".join(str(stack.upload(top / "long.jsonl", "import")) for _ in range(2))
            going = f"SELECT count(*) FROM tasks_batch WHERE id IN ({ids}) AND status = 'importing' AND n_lines > 0"
            until(lambda: stack.one(going) == 2, within=120)
            beside = [(tray(stack), *small(stack)) for _ in range(options.runs)]
            assert stack.one(going) == 2, "the long imports ended too soon; give more --lines"
        finally:
            stack.serving.end()
    columns = ("tray", "6 lines begin", "6 lines in")
    print(f"{'seconds':28}" + "".join(f"{name:>14}" for name in columns))
    print(f"{'':28}" + f"{'median  worst':>14}" * len(columns))
    worst = [0.0]
    for name, found in (("alone", alone), ("beside two long imports", beside)):
        worst = [max(column) for column in zip(*found, strict=True)]
        middle = [median(column) for column in zip(*found, strict=True)]
        print(f"{name:28}" + "".join(f"{m:7.2f}{w:7.2f}" for m, w in zip(middle, worst, strict=True)))
    return int(worst[0] > TRAY_WITHIN or worst[1] > SMALL_WITHIN)


if __name__ == "__main__":
    sys.exit(main())
