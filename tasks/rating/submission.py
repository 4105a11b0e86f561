"""Accepts a rating: the hot path. One transaction of two statements, whose SQL stands beside this file.

Statement 1 knows the caller and locks the assignment and its item; Python checks the rating against the pins of the
assignment and decides what becomes of slot, tally and item; statement 2 writes it and opens the next assignment.
This is the only domain code that spans packages by SQL; `tests/rating/test_submission_against_orm.py` holds it to
the ORM's rules. Filling a tray that ran empty is left to the caller (`tasks.rating.next`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from config.errors import Conflict, Forbidden, Invalid
from raters.access import ROLES_THAT_RATE, RoleForbids
from raters.models import ApiToken
from tasks.assignment import door, reading
from tasks.assignment.leasing import AssignmentMissing
from tasks.assignment.presentation import Shown, lengths
from tasks.consensus import posterior
from tasks.models import Assignment
from tasks.rating import outcome, revision
from tasks.rating.loaded import COLUMNS, Loaded
from tasks.rating.statements import LOAD, SUBMIT
from tasks.rendering.markdown import RENDERER
from tasks.rubric import versions
from tasks.rubric.answers import Answers, InvalidRating, canonical, validate
from tasks.rubric.definition import Rubric
from tasks.rubric.parts import CANNOT_JUDGE

ReadPayload = Callable[[Rubric], Any]


class AlreadyRated(Conflict):
    code = "already_rated"


class KeyReused(Invalid):
    code = "idempotency_key_reused"


class ScopeMissing(Forbidden):
    code = "scope_missing"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who submits: the SHA-256 of an API token, or the login of a session."""

    token: bytes | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A stored rating and, when the tray held one, the next assignment, already opened."""

    rating: int
    version: int
    surplus: bool
    submitted_at: datetime
    project_id: int
    rater_id: int
    replayed: bool = False
    tray_is_low: bool = False
    next: Shown | None = None


def submit(*, caller: Caller, assignment_id: int, read: ReadPayload, key: str = "") -> Submitted:
    """Store a rating of an assignment; `read` gives the payload once the rubric is known.

    A lease that has run out loses nothing: while a slot is free the rating counts, else it is kept as surplus.
    The same key, or the same body, twice gives the first answer again.

    Raises: AssignmentMissing, InvalidRating, AlreadyRated, KeyReused, NotOpened, ProjectClosed,
    RoleForbids, ScopeMissing, GivenBack, NotAMember, NotQualified.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        LOAD.run(cursor, {"token": caller.token, "user": caller.user_id, "assignment": assignment_id})
        loaded = _check(cursor.fetchone())
        rubric = versions.by_id(loaded.rubric_version_id)
        payload = read(rubric)
        body = _digest(payload)
        if (replay := _replayed(loaded, key, body)) is not None:
            return replay
        _need_open(loaded)
        answers = validate(
            rubric=rubric,
            form=loaded.form,
            asked=loaded.asked,
            n_completions=len(loaded.order),
            payload=payload,
            lengths=lengths(loaded.id) if payload.get("marks") else None,
        )
        return _write(cursor, loaded, canonical(answers, loaded.order, rubric), key, body)


def _check(row: tuple[Any, ...] | None) -> Loaded:
    if row is None:
        raise AssignmentMissing(_("There is no such assignment of yours."))
    loaded = Loaded(**dict(zip(COLUMNS, row, strict=True)))
    if not loaded.is_active:
        raise AssignmentMissing(_("There is no such assignment of yours."))
    if loaded.token_id is not None and "rate" not in (loaded.scopes or ()):
        raise ScopeMissing(_("This token may not rate: it lacks the scope “rate”."))
    if loaded.role not in ROLES_THAT_RATE and not loaded.is_superuser:
        raise RoleForbids(_("Your role does not include this."))
    return loaded


def _digest(payload: Any) -> bytes:
    """Name the body, whatever the order of its keys.

    Raises: InvalidRating when it is no object, or nested beyond what any rating is.
    """
    try:
        if isinstance(payload, dict):
            return sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).digest()
    except TypeError:
        pass
    raise InvalidRating(_("A rating is a JSON object, and not a deep one."), fields={"": _("Not a rating.")})


def _need_open(loaded: Loaded) -> None:
    door.refuse(loaded.shut)
    reading.need_readable(state=loaded.state, was_opened=loaded.was_opened)


def _replayed(loaded: Loaded, key: str, body: bytes) -> Submitted | None:
    """Find the answer already given. A key names its body for ever; without one the same body is the same rating.

    Raises: AlreadyRated, KeyReused, GivenBack when the rating was retracted.
    """
    if loaded.state != "submitted" and not (key and loaded.n_versions):
        return None
    earlier = revision.earlier(loaded.id, key=key, body=body, is_open=loaded.state != "submitted")
    if earlier is None:
        if loaded.state == "submitted":
            raise AlreadyRated(_("You have rated this item already. Use undo to change the rating."))
        return None
    if bytes(earlier.body_digest) != body:
        raise KeyReused(_("This Idempotency-Key was used for another rating."))
    if not earlier.current and revision.is_retracted(loaded.id):
        raise reading.GivenBack(
            _("You took this rating back and then gave the item back, so the rating does not count.")
        )
    return Submitted(
        rating=earlier.pk,
        version=earlier.version,
        surplus=earlier.surplus,
        submitted_at=earlier.submitted_at,
        project_id=loaded.project_id,
        rater_id=loaded.rater_id,
        replayed=True,
    )


def _write(cursor: Any, loaded: Loaded, answers: Answers, key: str, body: bytes) -> Submitted:
    before = revision.supersede(loaded.id) if loaded.undone else None
    replaced = outcome.Before(revision.answers_of(before), before.surplus) if before else None
    after = outcome.of(loaded, answers, versions.by_id(loaded.rubric_version_id), replaced)
    version = loaded.n_versions + 1
    values = _pins(loaded) | _content(answers, loaded) | after.tally.columns() | _numbers(after)
    values |= {
        "version": version,
        "surplus": after.surplus,
        "holds_slot": after.holds_slot,
        "item_state": after.decision.state,
        "wanted": after.decision.wanted,
        "taken": after.taken,
        "key": key,
        "body": body,
        "renderer": RENDERER,
        "reserved": Assignment.State.RESERVED,
        "n_passed": loaded.n_passed + (answers.verdict == CANNOT_JUDGE),
        "weighs": after.decision.label is not None,
    }
    SUBMIT.run(cursor, values)
    rating, submitted_at, tray_is_low, *shown = cursor.fetchone()
    outcome.record(loaded, after, submitted_at)
    if loaded.token_id is not None and loaded.token_use_due:  # every five minutes at most
        ApiToken.objects.filter(pk=loaded.token_id).update(last_used_at=submitted_at)
    return Submitted(
        rating=rating,
        version=version,
        surplus=after.surplus,
        submitted_at=submitted_at,
        project_id=loaded.project_id,
        rater_id=loaded.rater_id,
        tray_is_low=tray_is_low,
        next=Shown(*shown) if shown[0] is not None else None,
    )


def _pins(loaded: Loaded) -> dict[str, Any]:
    return {
        "assignment": loaded.id,
        "project": loaded.project_id,
        "item": loaded.item_id,
        "rater": loaded.rater_id,
        "rubric": loaded.rubric_version_id,
        "guideline": loaded.guideline_version_id,
        "guideline_now": loaded.guideline_now,
        "lease_minutes": loaded.lease_minutes,
        "tray_size": loaded.tray_size,
        "project_state": loaded.project_state,
        "held": loaded.held,
        "needed": loaded.needed,
        "languages": loaded.languages,
        "stopped_for": loaded.stopped_for,
        "most_passed": loaded.most_passed,
    }


def _content(answers: Answers, loaded: Loaded) -> dict[str, Any]:
    return {
        "asked": list(answers.asked),
        "strength": answers.strength,
        "verdict": answers.verdict,
        "scores": list(answers.scores),
        "rationale": answers.rationale,
        "reasons": list(answers.reasons),
        "marks": _json([asdict(mark) for mark in answers.marks]),
        "clauses": list(answers.clauses),
        "tags": _json(answers.tags),
        "rewrite": _json(answers.rewrite),
        "confidence": answers.confidence,
        "flags": list(answers.flags),
        "answers": _json(answers.answers),
        "active_ms": min(answers.active_ms, max(0, loaded.open_ms or 0)),
    }


def _numbers(after: outcome.Outcome) -> dict[str, Any]:
    """Give the item's numbers; the rating has a strength and a confidence of its own."""
    numbers = posterior.as_parameters(after.decision.label)
    return {f"label_{name}": number for name, number in numbers.items()}


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
