"""The row that `load.sql` gives, field by field."""

from __future__ import annotations

from dataclasses import dataclass, fields

import orjson

from tasks.consensus.tally import Tally
from tasks.rubric.labels import Policy


@dataclass(frozen=True, slots=True)
class Loaded:
    """Caller, assignment with its pins, and the item's slots and tally, as locked by statement 1."""

    user_id: int
    is_active: bool
    role: str
    is_superuser: bool
    token_id: int | None
    scopes: list[str] | None
    token_use_due: bool
    id: int
    state: str
    purpose: str
    holds_slot: bool
    asked: list[str]
    undone: bool
    was_opened: bool
    open_ms: int | None
    n_versions: int
    shut: str | None
    rubric_version_id: int
    guideline_version_id: int | None
    rater_id: int
    project_id: int
    order: list[int]
    held: list[int]
    needed: list[int]
    languages: list[str]
    stopped_for: str
    n_passed: int
    most_passed: int
    form: str
    project_state: str
    slug: str
    lease_minutes: int
    tray_size: int
    guideline_now: int | None
    item_id: int
    item_state: str
    wanted: int
    taken: int
    max_overlap: int
    n_ratings: int
    n_cannot_judge: int
    counts: str
    max_error: float

    @property
    def tally(self) -> Tally:
        return Tally(self.n_ratings, self.n_cannot_judge, orjson.loads(self.counts))

    @property
    def policy(self) -> Policy:
        return Policy(max_error=self.max_error)


COLUMNS = tuple(field.name for field in fields(Loaded))
