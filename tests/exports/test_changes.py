"""What a later export of the same policy says of the one before."""

import json

import pytest

from tasks.exports import folders, verifying
from tasks.models import Consensus, Export, Item, Project
from tests.exports.projects import make_settled_pairs, settle
from tests.exports.runs import queued, ran

pytestmark = pytest.mark.django_db(transaction=True)


def change(project: Project, items: list[Item]) -> None:
    """Give the first item another label, take the second away and add a third."""
    Consensus.objects.filter(item__in=items[:2]).update(current=False)
    settle(items[0], "b")
    make_settled_pairs(project, ["tie"])


def test_the_first_export_has_nothing_before_it(project: Project) -> None:
    make_settled_pairs(project, ["a"])

    assert ran(queued(project)).manifest["since"] is None


def test_a_later_export_counts_what_came_went_and_changed(project: Project) -> None:
    items = make_settled_pairs(project, ["a", "a", "b"])
    first = ran(queued(project))
    change(project, items)

    second = ran(queued(project))

    told = second.manifest["since"]
    assert told.pop("cut_off") == first.manifest["cut_off"]
    assert told == {"export": str(first.pk), "added": 1, "changed": 1, "gone": 1, "moved": 0}


def test_other_policies_formats_and_unfinished_exports_are_not_compared(project: Project) -> None:
    make_settled_pairs(project, ["a"])
    ran(queued(project, "trl-preference"))
    Export.objects.filter(pk=ran(queued(project)).pk).update(status=Export.Status.FAILED)

    assert ran(queued(project)).manifest["since"] is None


def test_a_wrong_count_is_found_when_the_export_is_verified(project: Project) -> None:
    items = make_settled_pairs(project, ["a", "a"])
    ran(queued(project))
    change(project, items)
    export = ran(queued(project))
    folder = folders.folder_of(export)
    assert verifying.verify(folder).ok

    export.manifest["since"]["gone"] = 0
    export.save()
    (folder / "manifest.json").write_text(json.dumps(export.manifest))

    assert [*verifying.verify(folder).problems] == [
        "The database finds other changes since the export before."
    ]
