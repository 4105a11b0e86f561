"""The tables for people, cell by cell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tasks.exports import containers, formats
from tasks.exports.rows import ExportRow
from tasks.rubric import versions
from tasks.rubric.content import Answers, Mark
from tests.exports.rows import CAPITAL
from tests.exports.said import left_out, records
from tests.exports.test_formats import exam_shape

pytestmark = pytest.mark.django_db

SAID = Answers(
    strength=3,
    scores=(1, 5, 0, 4, None, None),
    reasons=("wrong_fact", "vague"),
    marks=(Mark("b", 0, 4, "good"),),
    tags={"a": ("truncated", "refused"), "b": ("unsafe",)},
    rewrite={"a": "Lima!"},
    confidence=2,
    flags=("unsafe",),
    clauses=(7,),
)
NUMBERS = {
    "confidence": 0.875,
    "probabilities": {"p_consensus": 0.125, "p_vote": None, "p_tie": 0.0625, "p_both_bad": 0.0},
    "strength": 1.5,
    "margin": 0.5,
    "errors": {},
}
CONTEXT = '"","en","train",4,"ab"'
TEXTS = '"Cusco.","m1","Lima.",""'
RATINGS = (
    '"id","external_id","label","state","rater","y","verdict",'
    '"aspects.factuality.a","aspects.factuality.b","aspects.coherence.a","aspects.coherence.b",'
    '"aspects.justification.a","aspects.justification.b","rewrite","rationale","rationale_canonical","reasons","flags",'
    '"tags","clauses","confidence","marks","secs","side","guideline","domain","language","split","batch","group_id",'
    '"prompt","completion_a","model_a","completion_b","model_b"\r\n'
    '7,"peru","b","settled","r1",3,"","1","5","na","4","","","{""a"":""Lima!""}",'
    '"B is right: Lima.","B is right: Lima.","wrong_fact, vague","unsafe","a: truncated, refused; b: unsafe","7",2,'
    '"[{""answer"":""b"",""end"":4,""kind"":""good"",""note"":"""",""source"":"""",""start"":0}]",12.5,"left",2,'
    f'{CONTEXT},"Capital of Peru? 秘鲁首都？",{TEXTS}\r\n'
    '7,"peru","b","settled","r2","","both_bad","","","","","","","",'
    '"\'=A\n+B","\'=A\n+B","","","","","","",8.0,"right",2,'
    f'{CONTEXT},"Capital of Peru? 秘鲁首都？",{TEXTS}\r\n'
)
ITEMS = (
    '"id","external_id","label","state","confidence","agreement","n_votes","winner","p_consensus","p_vote","p_tie",'
    '"p_both_bad","strength","margin","aspects.coherence.mean_a","aspects.coherence.mean_b","aspects.coherence.sd",'
    '"aspects.factuality.mean_a","aspects.factuality.mean_b","aspects.factuality.sd","aspects.justification.mean_a",'
    '"aspects.justification.mean_b","aspects.justification.sd","domain","language","split","batch","group_id",'
    '"reference","prompt","completion_a","model_a","completion_b","model_b"\r\n'
    '7,"peru","b","settled",0.875,0.5,2,"b",0.125,"",0.0625,0.0,1.5,0.5,"",4.0,"",2.0,5.0,1.0,"","","",'
    f'{CONTEXT},"","system: Be brief.\n\nuser: Capital?",{TEXTS}\r\n'
)


def rated() -> ExportRow:
    rubric = versions.by_id(exam_shape().rubrics[0])
    first, second, _third = CAPITAL.ratings
    bad = {
        "strength": None,
        "verdict": "both_bad",
        "rationale": "=A\n+B",
        "answers": Answers(verdict="both_bad"),
    }
    ratings = (replace(first, answers=SAID, rubric=rubric), replace(second, rubric=rubric, **bad))
    return replace(CAPITAL, rubric=rubric, numbers=NUMBERS, ratings=ratings)


def table(row: ExportRow, style: str) -> str:
    shape = exam_shape()
    declared = formats.named("csv").styles[style].declared(shape)
    found = records("csv", row, shape=shape, style=style)
    return b"".join(containers.CONTAINERS["csv"].encode([found], declared, True)).decode("utf-8-sig")


def test_one_row_a_rating_is_these_bytes() -> None:
    assert table(rated(), "ratings") == RATINGS


def test_one_row_an_item_is_these_bytes() -> None:
    asked = ({"role": "system", "content": "Be brief."}, {"role": "user", "content": "Capital?"})

    assert table(replace(rated(), prompt=asked), "items") == ITEMS


def test_an_item_decided_without_ratings_is_counted_where_ratings_are_rows() -> None:
    assert left_out("csv", replace(CAPITAL, ratings=())) == {"no_ratings": 1}
