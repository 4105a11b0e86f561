"""Which code made an export: the commit of the checkout, when there is one to see."""

from functools import lru_cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def software() -> dict[str, str | None]:
    return {"name": "touchstone", "commit": _commit(CHECKOUT / ".git")}


def _commit(git: Path) -> str | None:
    try:
        head = (git / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        reference = head.removeprefix("ref: ")
        loose = git / reference
        return loose.read_text().strip() if loose.is_file() else _packed(git, reference)
    except OSError:
        return None


def _packed(git: Path, reference: str) -> str | None:
    for line in (git / "packed-refs").read_text().splitlines():
        commit, _, name = line.partition(" ")
        if name == reference:
            return commit
    return None
