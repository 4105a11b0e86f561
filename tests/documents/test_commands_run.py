"""Every command of the documents runs as printed, in their order, on a fresh installation.

The copy of the checkout shares this environment, so `make` makes no other; a target that takes a whole check or a
download is only tried for what it would do. Programs that stay in the foreground run until the next one, or the end.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services.folders import CHECKOUT
from tests.documents.fences import DOCUMENTS, fences
from tests.services.programs import GIVEN
from tests.serving import free_port

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", ".*_cache", ".hypothesis", "__pycache__", "node_modules"
)
FOREGROUND = re.compile(r"^(make demo|\.venv/bin/python manage\.py serve)\b.*", re.MULTILINE)
PRELUDE = r"""
set -Ee
trap 'code=$?; echo "FAILED: $BASH_COMMAND"; tail -n 30 serving.log' ERR
trap stop EXIT
make() {
    if [ "$1" = demo ]; then command make -o setup demo; else command make -n "$1" >/dev/null; fi
}
start() {
    stop
    set -m
    eval "$1" >serving.log 2>&1 &
    serving=$!
    set +m
    until curl -sf "http://127.0.0.1:$PORT/livez" >/dev/null; do kill -0 $serving; sleep 0.2; done
}
stop() {
    [ -n "${serving-}" ] || return 0
    kill -TERM -- -$serving
    while kill -0 -- -$serving 2>/dev/null; do sleep 0.1; done
    serving=
}
"""


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """A copy that the service account may enter, as if it had just been cloned and set up."""
    top = Path(tempfile.mkdtemp(prefix="touchstone-documents-"))
    top.chmod(0o755)
    shutil.copytree(CHECKOUT, top / "touchstone", ignore=LEFT_OUT, symlinks=True)
    (top / "touchstone" / ".venv").symlink_to(sys.prefix)
    (top / "home").mkdir(mode=0o755)
    yield top / "touchstone"
    shutil.rmtree(top, ignore_errors=True)


def script(document: str, port: int) -> str:
    blocks = [fence.text for fence in fences(document) if fence.language == "sh" and not fence.mark]
    text = FOREGROUND.sub(lambda line: f"start '{line[0]}'", "\n".join(blocks))
    return PRELUDE + text.replace("127.0.0.1:8000", f"127.0.0.1:{port}")


def run(document: str, checkout: Path) -> None:
    port = free_port()
    kept = {
        name: value for name, value in os.environ.items() if name not in {*GIVEN, "DJANGO_SETTINGS_MODULE"}
    }
    done = subprocess.run(
        ["bash", "-c", script(document, port)],
        cwd=checkout,
        env=kept | {"HOME": str(checkout.parent / "home"), "PORT": str(port)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_documents_run_as_printed(checkout: Path) -> None:
    for document in DOCUMENTS:
        run(document, checkout)

    (rows,) = (checkout / "first-export").glob("train-*.jsonl")
    assert len(rows.read_text().splitlines()) == 1
