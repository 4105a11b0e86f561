"""The evaluation set over the API and by the command."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tasks.models import EvaluationGroup, Project
from tests.work import make_items

PATH = "/api/v1/projects/stones/evaluation-set/"


def post(api: Client, body: dict[str, object], query: str = "") -> tuple[int, dict[str, object]]:
    answer = api.post(PATH + query, body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_dry_run_tells_and_a_draw_draws(api: Client, project: Project) -> None:
    make_items(project, 4)

    told = post(api, {"share": 0.5}, "?dry_run=1")
    n_before = EvaluationGroup.objects.count()
    drawn = post(api, {"share": 0.5})

    assert told == (200, {"new_groups": 2, "new_items": 2, "ratings": 4, "groups": 2})
    assert n_before == 0
    assert (drawn[0], drawn[1]["groups"], drawn[1]["rated"]) == (200, 2, 0)
    assert api.get(PATH).json() == drawn[1]


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "share"), ({"groups": 9}, "groups"), ({"share": 2}, "share"), ({"size": 2}, "size")],
)
def test_no_size_is_refused_by_name(
    api: Client, project: Project, body: dict[str, object], field: str
) -> None:
    make_items(project, 4)

    status, problem = post(api, body)

    assert status == 422
    assert field in problem["fields"]


def call(*arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command("evaluation_set", *arguments, "--json", stdout=out)
    told: dict[str, object] = json.loads(out.getvalue())
    return told


def test_the_command_draws_and_tells(project: Project) -> None:
    make_items(project, 4)

    foretold = call("stones", "--groups", "3", "--dry-run")
    drawn = call("stones", "--groups", "3")

    assert (foretold["new_groups"], foretold["new_items"]) == (3, 3)
    assert (drawn["new_groups"], drawn["items"], drawn["rated"]) == (3, 3, 0)
    assert call("stones")["groups"] == 3


def test_the_command_says_why_it_draws_nothing(project: Project) -> None:
    with pytest.raises(CommandError, match="only 0 others"):
        call("stones", "--groups", "3")
    with pytest.raises(CommandError, match="no project"):
        call("nowhere")
