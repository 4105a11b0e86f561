"""The versions of a rating: finding the one a repeated submit already made, and setting one aside for the next."""

from __future__ import annotations

from tasks.models import Rating
from tasks.rubric.content import Answers, Mark


def earlier(assignment_id: int, *, key: str, body: bytes, is_open: bool) -> Rating | None:
    """Return the rating that the same submit made before: by its key, else by its body while nothing was reopened."""
    versions = Rating.objects.filter(assignment=assignment_id)
    if key and (found := versions.filter(idempotency_key=key).first()):
        return found
    if is_open:
        return None
    return versions.filter(current=True, body_digest=body).first()


def is_retracted(assignment_id: int) -> bool:
    """Return whether no rating of an assignment is in force, though it was rated."""
    return not Rating.objects.filter(assignment=assignment_id, current=True).exists()


def supersede(assignment_id: int) -> Rating:
    """Take the current version out of force, so that the next can take its place, and return it."""
    current = Rating.objects.get(assignment=assignment_id, current=True)
    Rating.objects.filter(pk=current.pk).update(current=False)
    return current


def answers_of(rating: Rating) -> Answers:
    """Return what a stored rating says, in canonical order."""
    return Answers(
        strength=rating.strength,
        verdict=rating.verdict,
        scores=tuple(rating.scores),
        rationale=rating.rationale,
        reasons=tuple(rating.reasons),
        marks=tuple(Mark(**mark) for mark in rating.marks),
        clauses=tuple(rating.clauses),
        tags={letter: tuple(codes) for letter, codes in rating.tags.items()},
        rewrite=rating.rewrite,
        confidence=rating.confidence,
        flags=tuple(rating.flags),
        answers=rating.answers,
        active_ms=rating.active_ms,
    )
