"""Label columns of a source: what their values mean in this file, and what the manager makes of them.

Decides what a label becomes: kept in `meta` as it came, a rating by a named rater outside, or gold with a band of
strengths. Meanings are words (`a`, `b`, `tie`, `both_bad`), so that readers need not know where numbers count from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.utils.translation import gettext as _

from tasks.intake.formats import judged_rows
from tasks.intake.lines import Line, LineGold, LineRating, Told
from tasks.rubric.kinds import BOTH_BAD

Use = Literal["keep", "rating", "gold"]
USES: tuple[Use, ...] = ("keep", "rating", "gold")
USED_AS = {"rating": "ratings", "gold": "gold"}
WORDS = ("a", "b", "tie", BOTH_BAD)
SIDES = {"a": -1, "b": 1, "tie": 0}
WEAKEST, STRONGEST = 1, 3
KEYS = ("use", "rater", "base", "means", "strength")


@dataclass(frozen=True, slots=True)
class Label:
    """A label column: what each of its values means, and what becomes of it; the band is that of gold."""

    means: Mapping[str, str] = field(default_factory=dict)
    use: Use = "keep"
    rater: str = ""
    least: int = WEAKEST
    most: int = STRONGEST


def read(given: Mapping[str, Mapping[str, Any]]) -> dict[str, Label]:
    """Take what a manager has said of label columns; `base` counts the two answers from 0 or from 1."""
    return {key: _read(said) for key, said in given.items()}


def wrong(given: object) -> str:
    """Say what is wrong with such a choice; empty when nothing is."""
    if not isinstance(given, Mapping):
        return _("Give a JSON object: the label column, and what becomes of it.")
    for key, said in given.items():
        if not isinstance(said, Mapping) or said.keys() - {*KEYS} or said.get("use", "keep") not in USES:
            return _("“%(key)s”: give %(keys)s; use is one of %(uses)s.") % {
                "key": key,
                "keys": ", ".join(KEYS),
                "uses": ", ".join(USES),
            }
        if said.get("use") == "rating" and not str(said.get("rater") or "").strip():
            return _("“%(key)s”: name the rater whose ratings these labels are.") % {"key": key}
        if not _is_meant(said) or not _is_band(said.get("strength")):
            return _(
                "“%(key)s”: values mean a, b, tie or both_bad, base is 0 or 1, strength is [1…3, 1…3]."
            ) % {"key": key}
    return ""


def by_base(base: int) -> dict[str, str]:
    """Give what the two numbers of a label mean that counts from `base`."""
    return {str(base): "a", str(base + 1): "b"}


def _read(said: Mapping[str, Any]) -> Label:
    means = {written(value): word for value, word in (said.get("means") or {}).items()}
    if said.get("base") is not None:
        means = by_base(said["base"]) | means
    least, most = said.get("strength") or (WEAKEST, STRONGEST)
    return Label(means, said.get("use", "keep"), str(said.get("rater") or "").strip(), least, most)


def _is_meant(said: Mapping[str, Any]) -> bool:
    means = said.get("means") or {}
    return isinstance(means, Mapping) and set(means.values()) <= {*WORDS} and said.get("base") in (None, 0, 1)


def _is_band(band: Any) -> bool:
    if band is None:
        return True
    is_pair = isinstance(band, list | tuple) and len(band) == 2 and all(type(end) is int for end in band)
    return is_pair and WEAKEST <= band[0] <= band[1] <= STRONGEST


def of_file(means: Mapping[str, Mapping[str, str]], chosen: Mapping[str, Label]) -> dict[str, Label]:
    """Give the labels of a file: what its values mean there, unless the manager has said what they mean."""
    told = {key: Label(found) for key, found in means.items()}
    said = {key: replace(label, means=label.means or means.get(key, {})) for key, label in chosen.items()}
    return {**told, **said}


def worded(record: dict[str, Any], labels: Mapping[str, Label]) -> dict[str, Any]:
    """Put what a value means in its place."""
    meant = {
        key: word
        for key, label in labels.items()
        if label.means and key in record and (word := label.means.get(written(record[key]))) is not None
    }
    return {**record, **meant} if meant else record


def written(value: object) -> str:
    """Write a value as it is compared: 1, 1.0 and “1” are the same."""
    if isinstance(value, bool):
        return str(value).casefold()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return text.removesuffix(".0") if text.endswith(".0") and text[:-2].lstrip("+-").isdecimal() else text


def applied(line: Line, labels: Mapping[str, Label]) -> Line:
    """Make ratings and gold of the labels of which the manager has said so."""
    chosen = [(told, labels[told.key]) for told in line.labels if told.key in labels]
    made = tuple(_rating(told, label) for told, label in chosen if label.use == "rating")
    gold = next((_gold(told, label) for told, label in chosen if label.use == "gold"), None)
    if not made and gold is None:
        return line
    uses = {told.key: USED_AS[label.use] for told, label in chosen if label.use in USED_AS}
    return replace(line, ratings=(*line.ratings, *made), gold=line.gold or gold, uses=line.uses | uses)


def _rating(told: Told, label: Label) -> LineRating:
    kind: Literal["human", "judge"] = "judge" if judged_rows.MODEL.search(label.rater) else "human"
    if told.said == BOTH_BAD:
        return LineRating(label.rater, kind=kind, verdict=BOTH_BAD)
    return LineRating(label.rater, kind=kind, strength=SIDES[told.said] * max(told.strength, WEAKEST))


def _gold(told: Told, label: Label) -> LineGold:
    if told.said == BOTH_BAD:
        return LineGold(verdict=BOTH_BAD)
    ends = sorted((SIDES[told.said] * label.least, SIDES[told.said] * label.most))
    return LineGold(min_strength=ends[0], max_strength=ends[1])
