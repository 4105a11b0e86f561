"""Makes the environments of the trainers' libraries, each apart from ours: one for each table of `environments.toml`.

They lie in the checkout, as `.venv` does, so that a second run finds them. `make test-trainers` runs this first.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

CACHE = Path(__file__).parents[2] / "var" / "cache" / "trainers"
WANTED: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
UV = Path(sys.executable).parent / "uv"


def names(kind: str = "") -> list[str]:
    """Return the environments whose name begins with `kind`, such as all versions of one library."""
    return [name for name in WANTED if name.startswith(kind)]


def only(kind: str) -> str:
    """Return the one environment of a library."""
    (name,) = names(kind)
    return name


def folder(name: str) -> Path:
    """Return where the environment lies; other packages, in it or below it, make another folder."""
    wanted = WANTED[name]
    below = folder(wanted["over"]).name if "over" in wanted else ""
    whole = json.dumps([wanted, below, sys.version]).encode()
    return CACHE / f"{name}-{hashlib.sha256(whole).hexdigest()[:8]}"


def python(name: str) -> Path:
    return folder(name) / "bin" / "python"


def is_made(name: str) -> bool:
    return (folder(name) / "made").exists()


def make(name: str) -> None:
    if is_made(name):
        return
    print(f"test-trainers: installing {name}", file=sys.stderr)
    wanted, into = WANTED[name], folder(name)
    _uv("venv", "--clear", "--seed", "--python", sys.executable, into)
    if torch := wanted.get("torch"):
        _run(python(name), "-m", "pip", "install", "-qq", torch)
    without = _over(into, folder(wanted["over"])) if "over" in wanted else ()
    _install(name, *without, *wanted["packages"])
    if alone := wanted.get("alone"):
        version = ("--python-version", wanted["python"]) if "python" in wanted else ()
        _install(name, "--no-deps", *version, *alone)
    (into / "made").touch()


def _over(into: Path, below: Path) -> tuple[object, ...]:
    """Put another environment's packages below these; return what keeps its torch from being installed again."""
    (own,) = into.glob("lib/python*/site-packages")
    (own / "below.pth").write_text(f"{below / own.relative_to(into)}\n")
    without = into / "without.txt"
    without.write_text("torch\n")
    return "--excludes", without


def _install(name: str, *arguments: object) -> None:
    _uv("pip", "install", "--python", python(name), *arguments)


def _uv(command: str, *arguments: object) -> None:
    _run(UV, "--quiet", command, *arguments)


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True)


def clear() -> None:
    """Remove what no table describes any more."""
    wanted = {folder(name) for name in WANTED}
    for old in {*CACHE.glob("*")} - wanted:
        shutil.rmtree(old)


if __name__ == "__main__":
    clear()
    for each in WANTED:
        make(each)
