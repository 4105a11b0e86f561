"""Makes the environments of the trainers' libraries, each apart from ours: one for each file in `requirements/`.

They lie in the checkout, as `.venv` does, so that a second run finds them. `make test-trainers` runs this first.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).parents[2] / "var" / "cache" / "trainers"
REQUIREMENTS = Path(__file__).parent / "requirements"
UV = Path(sys.executable).parent / "uv"


def names(kind: str = "") -> list[str]:
    """Return the environments whose name begins with `kind`, such as all versions of one library."""
    return sorted(path.stem for path in REQUIREMENTS.glob(f"{kind}*.txt"))


def folder(name: str) -> Path:
    """Return where the environment lies; other requirements make another folder."""
    wanted = (REQUIREMENTS / f"{name}.txt").read_bytes() + sys.version.encode()
    return CACHE / f"{name}-{hashlib.sha256(wanted).hexdigest()[:8]}"


def python(name: str) -> Path:
    return folder(name) / "bin" / "python"


def is_made(name: str) -> bool:
    return (folder(name) / "made").exists()


def make(name: str) -> None:
    if is_made(name):
        return
    print(f"test-trainers: installing {name}", file=sys.stderr)
    into, wanted = folder(name), REQUIREMENTS / f"{name}.txt"
    subprocess.run([UV, "venv", "--quiet", "--clear", "--python", sys.executable, into], check=True)
    subprocess.run([UV, "pip", "install", "--quiet", "--python", python(name), "-r", wanted], check=True)
    (into / "made").touch()


if __name__ == "__main__":
    for each in names():
        make(each)
