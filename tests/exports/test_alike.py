"""Pairs of equal or empty answers: left out of trainers' files, counted, and kept in `canonical`."""

from __future__ import annotations

import pytest

from tasks.exports import folders, verifying
from tasks.models import Completion, Project
from tests.exports.projects import make_item, settle
from tests.exports.runs import queued, ran, records
from tests.shown_media import make_media

pytestmark = pytest.mark.django_db(transaction=True)

CODE = "if a:\n    b()\nc()"


def test_equal_and_empty_answers_are_left_out_of_a_trainers_file_and_counted(project: Project) -> None:
    for texts in (["", ""], [" \n", "\u3000"], ["Lima.", "Lima.\n"], ["one", "two"]):
        settle(make_item(project, texts), "a")
    settle(make_item(project, ["same", "same"]), "tie")

    export = ran(queued(project, "trl-preference"))

    assert [one["chosen"][0]["content"] for one in records(export)] == ["one"]
    left_out = {"tie": 1, "empty_answers": 2, "equal_answers": 1}
    assert export.manifest["left_out"] == left_out
    assert export.manifest["rows"] + sum(left_out.values()) == export.n_items
    assert verifying.verify(folders.folder_of(export)).ok


def test_canonical_keeps_them_and_says_so(project: Project) -> None:
    for texts in (["", ""], ["Lima.", " Lima.\r\n"], ["one", "two"]):
        settle(make_item(project, texts), "a")

    export = ran(queued(project))

    assert [one["alike"] for one in records(export)] == ["empty", "equal", ""]
    assert export.manifest["left_out"] == {}


@pytest.mark.parametrize(
    "texts",
    [
        ["", "Lima."],
        ["lima.", "Lima."],
        ["two  spaces", "two spaces"],
        ["Ｌima", "Lima"],
        [CODE, CODE.replace("\nc()", "\n    c()")],
    ],
)
def test_answers_that_a_reader_can_tell_apart_are_a_pair(project: Project, texts: list[str]) -> None:
    settle(make_item(project, texts), "a")

    assert len(records(ran(queued(project, "trl-preference")))) == 1


def test_the_same_text_beside_other_media_is_a_pair_only_for_those_who_see_it(project: Project) -> None:
    item = make_item(project, ["", ""])
    settle(item, "a")
    Completion.objects.filter(places__item=item, places__position=1).update(media=make_media())

    export = ran(queued(project, "trl-preference"))

    assert export.manifest["left_out"]["same_text_other_media"] == 1
    assert records(ran(queued(project)))[0]["alike"] == "media"
