"""What the export's page says to type."""

from __future__ import annotations

import re

import pytest
import yaml

from tasks.exports.delivery import snippets
from tasks.exports.delivery.trainer_snippets import BY_FORMAT, BY_STYLE
from tasks.exports.formats import FORMATS
from tasks.models import Export, Project
from tests.exports.projects import NOW

pytestmark = pytest.mark.django_db

# Read by people and by `datasets`; verl has no trainer that reads pairs.
WITHOUT_TRAINER = {"canonical", "helpsteer2", "helpsteer3", "csv"}
STYLES = [(fmt.name, style) for fmt in FORMATS.values() for style in fmt.styles]


def finished(project: Project, fmt: str, style: str, shards: int = 1) -> Export:
    names = [f"train-{place:05}-of-{shards:05}.jsonl" for place in range(shards)]
    files = [{"name": name, "rows": 1, "sha256": "x", "bytes": 1} for name in names]
    return Export.objects.create(
        project=project,
        format=fmt,
        policy={"min_ratings": 1, "style": style},
        status=Export.Status.READY,
        manifest={"files": files, "format_version": FORMATS[fmt].version},
        selected_at=NOW,
    )


def texts(export: Export) -> dict[str, str]:
    return {each.key: each.text for each in snippets.of(export)}


@pytest.mark.parametrize(("fmt", "style"), STYLES)
def test_every_format_says_how_its_trainer_reads_it(project: Project, fmt: str, style: str) -> None:
    found = texts(finished(project, fmt, style))

    assert {"curl", "datasets"} <= set(found)
    assert len(found) > 2 or fmt in WITHOUT_TRAINER or (fmt, style) == ("verl", "preference")
    named = {"{folder}", "{url}", "{first}", "{files}", "{entries}"}
    assert [text for text in found.values() if named & set(re.findall(r"\{\w+\}", text))] == []


def test_no_snippet_is_for_a_format_that_is_gone() -> None:
    assert set(BY_FORMAT) | {name for name, _ in BY_STYLE} <= set(FORMATS)
    assert set(BY_STYLE) <= set(STYLES)


def test_openrlhf_is_told_to_apply_the_template(project: Project) -> None:
    export = finished(project, "openrlhf", "conversations")

    text = texts(export)["openrlhf-rm"]

    assert f"--data.dataset stones-openrlhf-{export.pk} " in text
    assert "--data.apply_chat_template" in text
    assert "--data.prompt_key" not in text


def test_llama_factory_is_told_every_shard(project: Project) -> None:
    text = texts(finished(project, "llama-factory", "sharegpt", shards=2))["llama-factory-rm"]

    assert "--dataset touchstone_train_00000,touchstone_train_00001 " in text


@pytest.mark.parametrize(
    ("style", "key", "kind", "drops"),
    [
        ("reward", "reward", "bradley_terry.chat_template", True),
        ("reward-system", "reward", "bradley_terry.chat_template", None),
        ("dpo", "dpo", "chat_template.default", None),
        ("kto", "kto", "chatml.argilla_chat", None),
    ],
)
def test_axolotl_gets_settings_that_are_yaml(
    project: Project, style: str, key: str, kind: str, drops: bool | None
) -> None:
    export = finished(project, "axolotl", style)

    [dataset] = yaml.safe_load(texts(export)[f"axolotl-{key}"])["datasets"]

    assert (dataset["path"], dataset["split"]) == (f"stones-axolotl-{export.pk}", "train")
    assert (dataset["type"], dataset.get("drop_system_message")) == (kind, drops)
