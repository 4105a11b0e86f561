"""A kind that the product has never heard of: one folder and one line of registry take it from rubric to export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tasks.exports import verifying
from tasks.exports.folders import folder_of
from tasks.models import Consensus, Item, Project
from tasks.rubric import definition, kinds, versions
from tests.exports.declared import problems
from tests.exports.runs import queued, ran, records
from tests.factories import make_rater
from tests.kinds.count import CountKind
from tests.web.browsing import signed_in
from tests.work import make_item, make_project, send, take_next

pytestmark = pytest.mark.django_db(transaction=True)

FOLDER = Path(__file__).parent / "count"
ERRORS: dict[str, Any] = {
    "key": "errors",
    "name": {"en": "Errors"},
    "completions": {"min": 1, "max": 1},
    "questions": [
        {"key": "errors", "kind": "count", "name": {"en": "How many errors?"}, "most": 9},
        {"key": "comment", "kind": "text", "name": {"en": "Comment"}},
    ],
    "forms": {"full": {"ask": {"errors": "always", "comment": "offered"}}},
}


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make the kind known: the line of registry, and where its fragment is found."""
    monkeypatch.setitem(kinds.KINDS, "count", CountKind)
    (engine,) = settings.TEMPLATES
    with override_settings(TEMPLATES=[engine | {"DIRS": [*engine["DIRS"], FOLDER / "templates"]}]):
        yield


@pytest.fixture
def project(registered: None) -> Project:
    return make_project(rubric_version=versions.published(ERRORS))


def rate_by_page(project: Project, n: str) -> Client:
    rater = make_rater()
    client = signed_in(rater.user)
    page = client.get(f"/projects/{project.slug}/rate/")
    assert "How many errors? (0 – 9)" in page.content.decode()
    client.post(f"/assignments/{page.context['assignment']['id']}/rating/", {"errors": n})
    return client


def test_it_goes_from_rubric_to_settled_item_to_canonical_export(project: Project) -> None:
    item = make_item(project, texts=["Cusco."])
    send(take_next(project, make_rater()), {"answers": {"errors": 0, "comment": "none"}})
    rate_by_page(project, "2")
    rate_by_page(project, "0")

    export = ran(queued(project))

    item.refresh_from_db()
    assert (item.state, item.n_ratings, item.tally) == ("settled", 3, {"0": 2, "2": 1})
    assert Consensus.objects.get(item=item).label == "0"
    (record,) = records(export)
    assert (record["label"], record["count"], record["completion_a"]) == ("0", 0, "Cusco.")
    said = [(vote["answers"]["errors"], vote["answers"]["comment"]) for vote in record["votes"]]
    assert sorted(said) == [("0", ""), ("0", "none"), ("2", "")]
    assert problems(record, export.manifest["features"]) == []
    assert verifying.verify(folder_of(export)).ok


def test_its_own_rules_are_kept(project: Project) -> None:
    item = make_item(project, texts=["Cusco."])
    rater = make_rater()
    answer = signed_in(rater.user).post(
        f"/assignments/{take_next(project, rater).pk}/rating/",
        {"errors": "12"},
        headers={"Accept": "application/json"},
    )

    assert (answer.status_code, answer.json()["fields"]) == (422, {"answers.errors": "Count up to 9."})
    assert Item.objects.get(pk=item.pk).n_ratings == 0
    broken = ERRORS | {"questions": [ERRORS["questions"][0] | {"most": 13}]}
    with pytest.raises(definition.InvalidRubric, match="13 is no limit"):
        definition.parse(broken | {"forms": {"full": {"ask": {"errors": "always"}}}})


def test_without_the_registry_nobody_knows_it() -> None:
    with pytest.raises(definition.InvalidRubric, match="count"):
        definition.parse(ERRORS | {"key": "unheard"})
