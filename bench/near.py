"""How long the near-duplicate pass takes, what memory it needs, and what it finds.

Made-up prompts of about 160 characters, a quarter of them Chinese, a tenth lines of a few templates; every tenth has a
companion with some of its words replaced, so it is known which pairs there are to be found. The pass runs in a process
of its own on a private PostgreSQL. Beside it, the floor: cutting the same texts into shingles and signing them, from
memory. Run from the root: `python bench/near.py [--prompts 100000]`. Exits with 1 when fewer than 99 % of the pairs
that share 0.85 are found, when one in a thousand found is none, or when the process comes to need more than 300 MiB.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.cluster import Cluster

RECALL, PRECISION, MOST_MIB = 0.99, 0.999, 300
ALIKE, SURELY = 0.8, 0.85
CHECKED = 20_000
COPY = 'COPY tasks_prompt (project_id, digest, messages, language, "group", created_at) FROM STDIN'
TEMPLATE = "Write a description of at most one hundred words for the {}, to be sold in {} to friends of {}."


class Prompts:
    """The texts, the same at every run; `pairs` are the planted ones, by the places of their texts."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.pairs: list[tuple[int, int]] = []
        draw = random.Random(3)
        self.words = [
            "".join(draw.choices("abcdefghilmnoprstuvw", k=draw.randint(2, 8))) for _ in range(20_000)
        ]
        self.han = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]

    def texts(self) -> Iterator[str]:
        self.pairs = []
        draw, place = random.Random(5), 0
        while place < self.n:
            text, parts = self._text(draw, place)
            yield text
            place += 1
            if place % 11 == 10 and place < self.n:
                self.pairs.append((place - 1, place))
                yield self._edited(draw, text, parts)
                place += 1

    def _text(self, draw: random.Random, place: int) -> tuple[str, list[str]]:
        if place % 10 == 3:
            parts = [" ".join(draw.choices(self.words, k=2)) for _ in range(3)]
            return TEMPLATE.format(*parts), parts
        if place % 4 == 0:
            parts = ["".join(draw.choices(self.han, k=2)) for _ in range(30)]
            return "".join(parts) + "？", parts
        parts = draw.choices(self.words, k=28)
        return " ".join(parts) + "?", parts

    def _edited(self, draw: random.Random, text: str, parts: list[str]) -> str:
        for part in draw.sample(parts, min(len(parts), draw.randint(1, 3))):
            text = text.replace(part, draw.choice(self.words), 1)
        return text


def stored(prompts: Prompts, project_id: int) -> list[int]:
    """Copy the prompts into the project, and return their ids in the same order."""
    from django.db import connection

    with tempfile.TemporaryFile("w+") as rows, connection.cursor() as cursor:
        for number, text in enumerate(prompts.texts()):
            digest = "\\\\x" + hashlib.sha256(f"{number} {text}".encode()).hexdigest()
            messages = json.dumps([{"role": "user", "content": text}]).replace("\\", "\\\\")
            rows.write(f"{project_id}\t{digest}\t{messages}\t\t{digest}\tnow\n")
        rows.seek(0)
        cursor.copy_expert(COPY, rows)
        cursor.execute("ANALYZE tasks_prompt")
        cursor.execute("SELECT id FROM tasks_prompt ORDER BY id")
        return [pk for (pk,) in cursor.fetchall()]


def measured(project_id: int) -> None:
    """Make the pass here, and print what each part of it took."""
    from tasks.intake.near_duplicates import near, near_likeness, near_signatures

    seconds: dict[str, float] = {}
    _timed(seconds, "signing", near_signatures, "signed")
    _timed(
        seconds, "rensa", near_signatures.RMinHash, "digest_matrix_from_flat_token_hashes", near_signatures
    )
    _timed(seconds, "gathering", near.near_reading, "gather")
    _timed(seconds, "comparing", near_likeness.Likeness, "__call__")
    _timed(seconds, "linking", near, "_link")
    _timed(seconds, "writing", near, "_write")
    before = _most_resident()
    began = time.perf_counter()
    assert near.group_prompts(project_id=project_id)
    seconds["all"] = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "before": before, "peak": _most_resident()}))


def _most_resident() -> float:
    """Return the most memory that this process has had so far, in MiB; getrusage would count its parent's."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def _timed(seconds: dict[str, float], part: str, owner: object, name: str, within: object = None) -> None:
    real: Callable[..., object] = getattr(owner, name)

    def timed(*args: object, **kwargs: object) -> object:
        began = time.perf_counter()
        try:
            return real(*args, **kwargs)
        finally:
            seconds[part] = seconds.get(part, 0.0) + time.perf_counter() - began

    if within is None:
        setattr(owner, name, timed)
    else:  # a class of Rust takes no attributes: put one of ours in its place
        setattr(within, owner.__name__, type(owner.__name__, (), {name: staticmethod(timed)}))  # type: ignore[attr-defined]


def floor(prompts: Prompts) -> float:
    """Return the seconds that shingles and signatures of the same texts take, read from memory."""
    from tasks.intake.near_duplicates import near_shingles, near_signatures

    texts = [near_shingles.folded(text) for text in prompts.texts()]
    began = time.perf_counter()
    for start in range(0, len(texts), 500):
        for portion in near_shingles.portions(texts[start : start + 500]):
            near_signatures.signed(portion)
    return time.perf_counter() - began


def found(prompts: Prompts, ids: list[int]) -> tuple[float, float, int]:
    """Return the share of sure pairs that were found, the share of grouped prompts that belong, and the groups."""
    from tasks.intake.near_duplicates import near_shingles
    from tasks.models import Prompt

    labels = dict(Prompt.objects.order_by("pk").values_list("pk", "near_group"))
    group = [labels[pk] for pk in ids]
    texts = [near_shingles.folded(text) for text in prompts.texts()]

    def shared(one: int, other: int) -> float:
        return near_shingles.jaccard(*near_shingles.shingled([texts[one], texts[other]]).sets())

    sure = [pair for pair in prompts.pairs[:CHECKED] if shared(*pair) >= SURELY]
    members: dict[int, list[int]] = {}
    for place, label in enumerate(group):
        members.setdefault(label, []).append(place)
    several = [places for places in members.values() if len(places) > 1][:CHECKED]
    checks = [
        any(shared(place, other) >= ALIKE for other in places if other != place)
        for places in several
        for place in places[:50]
    ]
    recall = sum(group[one] == group[other] for one, other in sure) / len(sure)
    return recall, sum(checks) / len(checks), len(members)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--prompts", type=int, default=100_000)
    parser.add_argument("--project", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    if options.project:
        django.setup()
        measured(options.project)
        return 0
    with Cluster(durable=True) as cluster:
        os.environ |= cluster.environment
        django.setup()
        return _compared(Prompts(options.prompts))


def _compared(prompts: Prompts) -> int:
    from django.core.management import call_command
    from django.db import connection

    from tasks.projects import create_project

    call_command("migrate", verbosity=0)
    project = create_project(slug="near")
    ids = stored(prompts, project.pk)
    connection.close()
    command = [sys.executable, __file__, "--project", str(project.pk)]
    told = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    seconds, n = told["seconds"], prompts.n
    bare = floor(prompts)
    recall, precision, n_groups = found(prompts, ids)
    print(f"{n:,} prompts in {seconds['all']:.1f} s: {n / seconds['all']:,.0f} a second; {n_groups:,} groups")
    print(f"floor (shingles and signatures alone): {bare:.1f} s, {n / bare:,.0f} a second")
    for part in ("gathering", "signing", "rensa", "linking", "comparing", "writing"):
        print(f"  {part:10}{seconds.get(part, 0):7.1f} s{seconds.get(part, 0) / seconds['all']:7.0%}")
    print(f"memory: {told['before']:.0f} MiB before the pass, {told['peak']:.0f} at most")
    print(
        f"of the pairs that share {SURELY} {recall:.2%} were found; {precision:.2%} of what was found belongs"
    )
    return int(recall < RECALL or precision < PRECISION or told["peak"] > MOST_MIB)


if __name__ == "__main__":
    sys.exit(main())
