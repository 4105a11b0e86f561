"""A project of a dozen rated items that hold what files trip over; its files are written by hand in `golden/`."""

from __future__ import annotations

from typing import Any

from tasks.models import Batch, Item, Project, Prompt
from tasks.rubric import versions
from tasks.rubric.presets import preset
from tests.exports.projects import FIRST_RIGHT, make_item, make_rated_project, rate, settle, settle_other

CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city":"巴黎"}'}}
SYSTEM = {"role": "system", "content": "Be brief."}
ASKED = {"role": "user", "content": "And in winter?"}
BEFORE = {"ab": 0.9, "ac": 0.8, "bc": 0.5}
TURNS = [{"role": "user", "content": "Is it hot?"}, {"role": "assistant", "content": "Yes."}, ASKED]


def make(slug: str = "golden") -> Project:
    project = make_rated_project(slug)
    _plain(project)
    _turned(project)
    _undecided(project)
    _asked(project, ["cold", "mild"], [SYSTEM, ASKED])
    _asked(project, ["No.", "It snows."], TURNS)
    _asked(project, ["x", "y"], [{"role": "system", "content": "Say something."}])
    _asked(project, ["p", "q"], TURNS[:2])
    _tools(project)
    _ranked(project)
    _single(project)
    return project


def _plain(project: Project) -> None:
    item = make_item(project, ["利马。\u2028", "库斯科。"], domain="geo", language="zh")
    scores = [5, 2, 4, 4, 3, 1]
    rate(item, strength=-2, scores=scores, rationale="A 有依据。")
    rate(
        item,
        strength=-3,
        scores=[5, 1, 4, 2, 0, None],
        rationale="Answer B is right.",
        order=FIRST_RIGHT,
        rewrite={"b": "是利马。"},
        marks=[{"answer": "b", "start": 0, "end": 3, "kind": "wrong", "note": "不是首都", "source": ""}],
    )
    settle(item, "a", strength=-2.5, p_consensus=0.95, p_vote=0.75)


def _turned(project: Project) -> None:
    item = make_item(project, ["Cusco.", "Lima.\n"])
    rate(item, strength=1)
    settle(item, "b", strength=1.0, p_vote=0.3)


def _undecided(project: Project) -> None:
    settle(make_item(project, ["one", "two"]), "tie", strength=0.0)
    settle(make_item(project, ["bad", "worse"]), "both_bad")
    settle(make_item(project, ["same", "same "]), "a", strength=-1.0)
    settle(make_item(project, ["", "not empty"]), "b", strength=3.0)
    settle(make_item(project, ["left", "right"]), "a", strength=-1.0, p_consensus=0.6)
    settle(make_item(project, ["for", "against"], state=Item.State.CONTESTED), "b", strength=0.5)


def _asked(project: Project, texts: list[str], messages: list[dict[str, Any]]) -> Item:
    item = make_item(project, texts)
    Prompt.objects.filter(pk=item.prompt_id).update(messages=messages)
    settle(item, "b", strength=2.0)
    return item


def _tools(project: Project) -> None:
    said = [
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "content": "", "tool_calls": [CALL]},
        {"role": "tool", "content": "19", "name": "weather", "tool_call_id": "c1"},
    ]
    _asked(project, ["It is 91.", "It is 19."], said)


def _ranked(project: Project) -> None:
    item = make_item(project, ["gold", "bronze", "silver"], batch=_batch(project, "ranking"))
    settle_other(item, "a>b=c", {"tiers": [["a"], ["b", "c"]]}, confidence=0.9, probabilities=BEFORE)


def _single(project: Project) -> None:
    item = make_item(project, ["A reasoned answer."], batch=_batch(project, "single"))
    rate(item, scores=[5, 4, 4])
    rate(item, scores=[4, 4, 5])
    detail = {"factuality": {"a": 5}, "coherence": {"a": 4}, "justification": {"a": 5}}
    settle_other(item, "5/4/5", detail, errors={"factuality": {"a": {"mean": 4.5, "error": 0.4}}})


def _batch(project: Project, rubric: str) -> Batch:
    return Batch.objects.create(
        project=project,
        name=rubric,
        status=Batch.Status.OPEN,
        rubric_version=versions.published(preset(rubric)),
        form=project.form,
    )
