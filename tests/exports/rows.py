"""A tiny hand-built project: one row for each outcome, small enough to write the expected bytes by hand."""

from dataclasses import replace
from datetime import UTC, datetime

from tasks.exports.rows import Carried, ExportCompletion, ExportRating, ExportRow

CAPITAL = ExportRow(
    id=7,
    prompt_id=3,
    group_id="ab",
    prompt=({"role": "user", "content": "Capital of Peru? 秘鲁首都？"},),
    completions=(ExportCompletion("Cusco.", "m1"), ExportCompletion("Lima.", "")),
    winner="b",
    p_consensus=0.125,
    p_vote=0.25,
    p_tie=0.0625,
    p_both_bad=0.0,
    strength=1.5,
    state="settled",
    agreement=0.5,
    aggregator="majority",
    aggregator_version="1",
    created_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    ratings=(
        ExportRating(
            "r1",
            strength=3,
            scores={"factuality": {"a": 1, "b": 5}, "coherence": {"a": "na", "b": 4}},
            rationale="B is right: Lima.",
            reasons=("wrong_fact",),
            seconds=12.5,
            order=(0, 1),
            guideline=2,
        ),
        ExportRating(
            "r2",
            strength=2,
            scores={"factuality": {"a": 3, "b": 5}},
            rationale="A is right.",
            seconds=8.0,
            order=(1, 0),
            guideline=2,
        ),
        ExportRating("r3", strength=0),
    ),
    external_id="peru",
    batch=4,
    language="en",
)

CAPITAL_CARRIED = replace(
    CAPITAL,
    completions=(
        ExportCompletion("Cusco.", "m1", {"sha256": "00ff", "type": "image/png"}),
        ExportCompletion("Lima.", ""),
    ),
    carried=Carried(
        reference="Lima",
        sources={"links": ["https://example.org"]},
        attachments=({"path": "x/map.png", "name": "Map", "media": "7"}, "kept as it came"),
        warnings=("maps",),
        skills=("geo-en",),
        priority=5,
        meta={"idx": 123456789012345678901234567890},
    ),
)
FIRST_BETTER = replace(CAPITAL, id=8, winner="a", strength=-3.0)
TIED = replace(CAPITAL, id=9, winner="tie", strength=0.0)
BOTH_BAD = replace(
    CAPITAL, id=10, winner="both_bad", strength=0.0, ratings=(ExportRating("r1", verdict="both_bad"),)
)
ROWS = (CAPITAL, FIRST_BETTER, TIED, BOTH_BAD)
