"""Policies that are saved under a name."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from raters.access import RoleForbids
from raters.models import Role
from tasks.exports import requests, saved
from tasks.exports.policy import InvalidPolicy
from tasks.models import ExportPolicy, Project
from tests.exports.projects import make_settled_pairs
from tests.exports.runs import ran
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def save(project: Project, name: str = "weekly", **policy: object) -> ExportPolicy:
    return saved.save(project=project, user=None, name=name, fmt="canonical", policy_data=policy)


def test_a_saved_policy_is_complete_and_outlives_a_change_of_the_project(project: Project) -> None:
    save(project, min_confidence=0.7)
    Project.objects.filter(pk=project.pk).update(min_overlap=4)

    policy = saved.named(Project.objects.get(), "weekly").policy

    assert (policy["min_ratings"], policy["min_confidence"]) == (2, 0.7)


def test_exports_with_a_saved_policy_are_compared_with_each_other(project: Project) -> None:
    policy = save(project)
    items = make_settled_pairs(project, ["a"])

    made = []
    for _ in range(2):
        export = requests.request_export(
            project=project, user=None, fmt=policy.format, policy_data=policy.policy
        )
        made.append(ran(export))
        make_settled_pairs(project, ["b"])

    assert made[1].manifest["since"]["export"] == str(made[0].pk)
    assert (made[1].manifest["since"]["added"], len(items)) == (1, 1)


def test_the_same_name_is_replaced_and_a_removed_one_is_gone(project: Project) -> None:
    save(project)
    save(project, min_ratings=5)
    assert [each.policy["min_ratings"] for each in project.export_policies.all()] == [5]

    saved.remove(project=project, user=None, name="weekly")

    with pytest.raises(saved.NoSuchPolicy, match="Saved are: –"):
        saved.named(project, "weekly")


@pytest.mark.parametrize("name", ["", "  ", "a/b", "x" * 65, "a\nb"])
def test_a_name_that_does_not_fit_an_address_is_refused(project: Project, name: str) -> None:
    with pytest.raises(saved.InvalidName):
        save(project, name)


def test_a_wrong_policy_and_a_wrong_role_are_refused(project: Project) -> None:
    with pytest.raises(InvalidPolicy):
        save(project, min_ratings=0)
    with pytest.raises(RoleForbids):
        saved.save(project=project, user=make_user(Role.RATER), name="mine", fmt="canonical", policy_data={})


def test_the_command_exports_with_a_saved_policy(project: Project, tmp_path: Path) -> None:
    save(project, "周报", min_confidence=0.8)
    make_settled_pairs(project, ["a", "tie"])
    out = StringIO()

    call_command("export", "stones", "--saved", "周报", "--out", str(tmp_path / "out"), "--json", stdout=out)

    assert json.loads(out.getvalue())["rows"] == 2
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["policy"]["min_confidence"] == 0.8


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--saved", "daily"], "Saved are: weekly"),
        (["--saved", "weekly", "--test", "10"], "leave out --test"),
    ],
)
def test_the_command_says_what_is_wrong(
    project: Project, tmp_path: Path, options: list[str], says: str
) -> None:
    save(project)

    with pytest.raises(CommandError, match=says):
        call_command("export", "stones", *options, "--out", str(tmp_path / "out"))
