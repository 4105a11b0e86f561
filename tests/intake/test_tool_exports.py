"""What was rated in another tool comes in with its raters, whether one line holds all ratings or each line one."""

from __future__ import annotations

import json

from tasks import projects
from tasks.models import Item, Rating, Source
from tests.intake.conftest import Import, Project
from tests.intake.records import jsonl

DATA = {"prompt": "Why is the sky blue?", "answer1": "Scattering.", "answer2": "Paint."}


def pairwise(selected: str) -> dict[str, object]:
    return {
        "from_name": "pw",
        "to_name": "answer1,answer2",
        "type": "pairwise",
        "value": {"selected": selected},
    }


def test_a_label_studio_export_brings_people_and_predictions(imported: Import) -> None:
    annotations = [
        {"completed_by": 1, "result": [pairwise("left")], "lead_time": 4.5},
        {"completed_by": 2, "result": [pairwise("right")]},
        {"completed_by": 3, "result": [pairwise("right")], "was_cancelled": True},
    ]
    judged = [{"model_version": "judge-1", "result": [pairwise("left")]}]

    task = {"id": 5, "data": DATA, "annotations": annotations, "predictions": judged}
    batch = imported(json.dumps([task]).encode())

    assert (batch.status, batch.n_ratings, Item.objects.count()) == ("open", 3, 1)
    said = Rating.objects.order_by("id").values_list(
        "rater__kind", "strength", "active_ms", "assignment__purpose"
    )
    assert sorted(said) == [
        ("external", -1, 4500, "imported"),
        ("external", 1, 0, "imported"),
        ("judge", -1, 0, "judge"),
    ]
    assert set(Source.objects.values_list("name", flat=True)) == {
        "label studio 1",
        "label studio 2",
        "judge-1",
    }


def test_a_minimal_label_studio_export_makes_one_item_of_the_lines_of_a_task(imported: Import) -> None:
    times = {"created_at": "2024-01-02T03:04:05Z", "updated_at": "2024-01-02T03:04:05Z", "lead_time": 9.5}

    batch = imported(
        jsonl(
            *(
                {**DATA, "id": 5, "annotator": by, "annotation_id": by, **times, "pw": [{"selected": side}]}
                for by, side in ((1, "left"), (2, "left"), (3, "right"))
            )
        )
    )

    assert (batch.status, batch.n_accepted, Item.objects.count()) == ("open", 3, 1)
    assert sorted(Rating.objects.values_list("strength", flat=True)) == [-1, -1, 1]


def test_an_argilla_export_of_rankings_goes_into_a_project_that_ranks(
    imported: Import, project: Project
) -> None:
    version = projects.create_project(slug="ranked", rubric="ranking").rubric_version
    Project.objects.filter(pk=project.pk).update(rubric_version=version)
    project.refresh_from_db()
    fields = {"prompt": "Why?", "response-1": "So.", "response-2": "Thus.", "response-3": "Hence."}
    order = [{"value": ["response-3", "response-1", "response-2"], "user_id": "someone"}]

    batch = imported(json.dumps([{"id": "r", "fields": fields, "responses": {"order": order}}]).encode())

    assert (batch.status, Item.objects.count()) == ("open", 1)
    assert Rating.objects.get().answers == {"ranking": [["c"], ["a"], ["b"]]}
