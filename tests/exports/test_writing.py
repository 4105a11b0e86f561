"""From a selection to files: which bytes, whatever happens to the project afterwards."""

import json
from hashlib import sha256

import pytest

from tasks.exports import folders, verifying, writing
from tasks.exports.selecting import selection
from tasks.exports.tallies import Tally
from tasks.models import Completion, Consensus, ItemDetail, Project, Prompt
from tests.exports.projects import (
    FIRST_RIGHT,
    make_item,
    make_settled_pairs,
    rate,
    settle,
)
from tests.exports.runs import contents, queued, ran, records
from tests.factories import make_skill
from tests.shown_media import RED, make_media

pytestmark = pytest.mark.django_db(transaction=True)

PAIRS = (
    '{"chosen":[{"content":"Lima.","role":"assistant"}],"margin":0.6666666666666666,'
    '"prompt":[{"content":"Question 1?","role":"user"}],'
    '"rejected":[{"content":"Cusco.","role":"assistant"}]}\n'
    '{"chosen":[{"content":"Cusco.","role":"assistant"}],"margin":0.6666666666666666,'
    '"prompt":[{"content":"Question 2?","role":"user"}],'
    '"rejected":[{"content":"Lima.","role":"assistant"}]}\n'
)


def test_trl_preference_file_is_these_bytes(project: Project) -> None:
    make_settled_pairs(project, ["b", "a", "tie", "both_bad"])

    export = ran(queued(project, "trl-preference"))

    folder = folders.folder_of(export)
    assert (folder / "train-00000-of-00001.jsonl").read_text() == PAIRS
    assert export.manifest["counts"] == {"a": 1, "b": 1, "tie": 1, "both_bad": 1}
    assert export.manifest["left_out"] == {"tie": 1, "both_bad": 1}


def test_canonical_order_does_not_depend_on_the_side_seen(project: Project) -> None:
    item = make_item(project)
    rate(item, strength=-2, scores=[5, 1, 0, None, 4, 3], rationale="A is right.")
    rate(item, strength=-2, scores=[5, 1, 0, None, 4, 3], order=FIRST_RIGHT, rationale="B is right.")
    settle(item, "a", strength=-2.0)

    folder = folders.folder_of(ran(queued(project)))

    left, right = json.loads((folder / "train-00000-of-00001.jsonl").read_text())["votes"]
    assert left["aspects"] == {
        "factuality": {"a": 5, "b": 1},
        "coherence": {"a": 0, "b": -1},
        "justification": {"a": 4, "b": 3},
    }
    assert (left.pop("side"), right.pop("side")) == ("left", "right")
    assert left.pop("rater") != right.pop("rater")
    assert (left.pop("letters"), right.pop("letters")) == ({"a": "a", "b": "b"}, {"a": "b", "b": "a"})
    assert (left.pop("rationale"), right.pop("rationale")) == ("A is right.", "B is right.")
    assert left == right
    assert left["rationale_canonical"] == "A is right."


def test_what_a_line_carried_is_exported_as_it_was_kept(project: Project) -> None:
    item = make_item(project, skill_ids=[make_skill("geo-en").pk], priority=5)
    settle(item, "a", strength=-2.0)
    kept = {"reference": "Cusco", "sources": {"links": ["x"]}, "warnings": ["maps"], "meta": {"idx": 10**30}}
    ItemDetail.objects.filter(item=item).update(attachments=[{"path": "m.png", "media": "1"}], **kept)
    Completion.objects.filter(places__item=item, places__position=1).update(media=make_media())

    export = ran(queued(project))

    record = json.loads((folders.folder_of(export) / "train-00000-of-00001.jsonl").read_text())
    assert record["reference"] == "Cusco"
    texts = {key: json.loads(record[key]) for key in ("sources", "warnings", "meta", "attachments", "skills")}
    assert texts == {key: kept[key] for key in ("sources", "warnings", "meta")} | {
        "attachments": [{"path": "m.png"}],
        "skills": ["geo-en"],
    }
    assert record["priority"] == 5
    assert record["media_a"] == {"sha256": "", "type": ""}
    assert record["media_b"] == {"sha256": sha256(RED).hexdigest(), "type": "image/png"}
    assert verifying.verify(folders.folder_of(export)).ok


def test_rater_is_named_the_same_in_a_project_and_not_by_the_pseudonym(project: Project) -> None:
    first = rate(make_item(project), strength=1)
    rate(make_item(project), first.rater, strength=1)
    for item in project.items.all():
        settle(item, "b", n_ratings=2)

    folder = folders.folder_of(ran(queued(project)))

    text = (folder / "train-00000-of-00001.jsonl").read_text()
    names = [json.loads(line)["votes"][0]["rater"] for line in text.splitlines()]
    assert names[0] == names[1]
    assert first.rater.pseudonym not in text


def test_same_selection_gives_the_same_bytes(project: Project, small_shards: None) -> None:
    make_settled_pairs(project, "ababab")

    first, second = ran(queued(project)), ran(queued(project))

    ours, theirs = contents(folders.folder_of(first)), contents(folders.folder_of(second))
    assert ours.pop("manifest.json") != theirs.pop("manifest.json")
    for name in ("README.md", "croissant.json"):
        assert ours.pop(name) != theirs.pop(name)
    assert ours == theirs
    assert sum(name.endswith(".jsonl") for name in ours) == 2


def test_later_ratings_and_decisions_change_nothing(project: Project) -> None:
    (item,) = make_settled_pairs(project, ["a"])
    export = queued(project)
    selection.select(export_id=export.pk)
    Consensus.objects.filter(item=item).update(current=False)
    settle(item, "b", strength=3.0)
    rate(item, strength=3)

    done = ran(export)

    assert done.manifest["counts"]["a"] == 1
    assert verifying.verify(folders.folder_of(done)).ok


def test_reading_takes_a_chunk_at_a_time_whatever_the_size(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_settled_pairs(project, "ab" * 15)
    monkeypatch.setattr(writing, "CHUNK_ITEMS", 4)
    export = selection.select(export_id=queued(project).pk)
    (shard,) = writing.shards(export)
    told: list[int] = []

    blocks = list(writing.blocks(export, shard, Tally(), told.append))

    assert [block.count(b"\n") for block in blocks] == [4] * 7 + [2]
    assert told == [4, 8, 12, 16, 20, 24, 28, 30]


def test_empty_selection_is_one_empty_file(project: Project) -> None:
    export = ran(queued(project))

    assert export.manifest["rows"] == 0
    assert contents(folders.folder_of(export))["train-00000-of-00001.jsonl"] == b""


def test_messages_keep_what_they_say_of_tools(project: Project) -> None:
    plain, calling = make_settled_pairs(project, "ab")
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    said = [
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": "19", "name": "weather", "tool_call_id": "c1"},
    ]
    Prompt.objects.filter(pk=calling.prompt_id).update(messages=said)
    turns = [{"role": "assistant", "content": "Li"}, {"role": "user", "content": "ma."}]
    Completion.objects.filter(places__item=plain, places__position=1).update(meta={"messages": turns})

    export = ran(queued(project, "trl-preference"))

    first, second = records(export)
    none = {"name": "", "tool_call_id": "", "tool_calls": []}
    assert first["prompt"] == [{"role": "user", "content": "Question 1?"} | none]
    assert first["rejected"] == [turn | none for turn in turns]
    assert second["prompt"] == [none | turn for turn in said]
    assert export.manifest["shape"] == {"aspects": [], "tools": True, "turns": True}
    assert verifying.verify(folders.folder_of(export)).ok


def test_a_lines_own_meta_called_messages_is_no_answer(project: Project) -> None:
    (item,) = make_settled_pairs(project, "a")
    Completion.objects.filter(places__item=item).update(
        meta={"messages": [{"role": "user", "content": "other words"}]}
    )

    (record,) = records(ran(queued(project, "trl-preference")))

    assert record["chosen"] == [{"role": "assistant", "content": "Cusco."}]
