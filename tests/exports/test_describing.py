"""Card, Croissant and pictures of an export: what they say, and that they are derived again."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from django.utils import translation

from tasks.exports import beside, describing, folders, manifest, verifying
from tasks.exports.describing import licences
from tasks.models import Export, Project
from tests.exports.measured import LONG, SHORT, exported, rated_item
from tests.exports.projects import FIRST_LEFT, FIRST_RIGHT
from tests.exports.runs import contents
from tests.factories import make_rater

pytestmark = pytest.mark.django_db(transaction=True)

NASTY = 'geo </text><script>alert(1)</script> & | "x"\x01 `y`'


@pytest.fixture
def folder(project: Project) -> Path:
    one, two = make_rater(), make_rater()
    for at in range(6):
        ratings = [(one, -2, FIRST_LEFT), (two, -1 if at else 1, FIRST_RIGHT)]
        texts = (LONG, SHORT) if at % 2 else (SHORT, LONG)
        rated_item(project, "a", ratings, texts=texts, strength=-1.5, domain=NASTY[:64], language="zh-CN")
    Project.objects.filter(pk=project.pk).update(licence="CC BY-SA 4.0", name='Peru: "a" | 秘鲁 \u2028 #1')
    return folders.folder_of(exported(project))


def head(folder: Path) -> dict:
    _, text, _ = (folder / "README.md").read_text().split("---\n", 2)
    return yaml.safe_load(text)


def figures(folder: Path) -> list[str]:
    return [path.read_text() for path in sorted(folder.glob("figure-*.svg"))]


def test_the_head_of_the_card_is_what_the_hub_reads(folder: Path) -> None:
    told = head(folder)

    assert told["license"] == "cc-by-sa-4.0"
    assert told["pretty_name"] == 'Peru: "a" | 秘鲁 \u2028 #1'
    assert (told["language"], told["size_categories"]) == (["zh"], ["n<1K"])
    assert (told["annotations_creators"], told["source_datasets"]) == (["crowdsourced"], ["original"])
    assert told["configs"] == [
        {
            "config_name": "default",
            "default": True,
            "data_files": [{"split": "train", "path": "train-*.jsonl"}],
        }
    ]
    assert told["dataset_info"]["features"] == manifest.read(folder).about["features"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", {"license": "unknown"}),
        (None, {"license": "unknown"}),
        ("Apache 2.0", {"license": "apache-2.0"}),
        ("cc-by-4.0", {"license": "cc-by-4.0"}),
        ("House rules 7", {"license": "other", "license_name": "House rules 7"}),
    ],
)
def test_a_licence_is_named_as_the_hub_does_or_is_another(given: str | None, told: dict) -> None:
    assert licences.hub(given) == told


def test_the_card_says_who_rated_and_how_far_they_agree(folder: Path) -> None:
    text = (folder / "README.md").read_text()

    for said in (
        "| Raters | 2 (people: 2) |",
        "Krippendorff's alpha, which answer won (nominal)",
        "| 2–3 | 6 | 50.0 % | 18.8 % – 81.2 % |",
        "Single raters made more than 20 % of the ratings: 50.0 %, 50.0 %.",
        "| `winner` | `string` |",
        "Rubric `exam`",
        "verify_export FOLDER",
    ):
        assert said in text
    assert "<script>" not in text.split("---\n", 2)[2]


def test_every_picture_of_the_card_is_there(folder: Path) -> None:
    named = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (folder / "README.md").read_text())

    assert named == [f"figure-{key}.svg" for key in ("confidence", "length", "raters", "domains")]
    assert sorted(named) == sorted(path.name for path in folder.glob("*.svg"))


def test_pictures_are_plain_and_say_in_words_what_they_show(folder: Path) -> None:
    for text in figures(folder):
        drawn = ElementTree.fromstring(text)
        tags = {element.tag.rpartition("}")[2] for element in drawn.iter()}
        assert tags == {"svg", "title", "desc", "rect", "path", "text"}
        attributes = {name for element in drawn.iter() for name in element.attrib}
        assert not [name for name in attributes if name == "style" or name.startswith("on") or "href" in name]
        title, about = drawn[0], drawn[1]
        assert drawn.attrib["aria-labelledby"] == f"{title.attrib['id']} {about.attrib['id']}"
        assert title.text
        assert about.text


def test_croissant_names_every_file_with_its_digest(folder: Path) -> None:
    told = json.loads((folder / "croissant.json").read_bytes())
    whole = manifest.read(folder)

    assert told["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert told["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    *objects, data = told["distribution"]
    assert {one["name"]: one["sha256"] for one in objects} == {one.name: one.sha256 for one in whole.files}
    assert (data["includes"], data["encodingFormat"]) == (["train-*.jsonl"], "application/jsonlines")
    splits, records = told["recordSet"]
    assert [row["splits/name"] for row in splits["data"]] == ["train"]
    named = {field["name"] for field in records["field"]} - {"file_split"}
    assert named == {feature["name"] for feature in whole.about["features"]}


def test_the_same_in_any_language_and_after_a_second_look(folder: Path) -> None:
    whole = manifest.read(folder)

    with translation.override("zh-hans"):
        again = beside.of(whole)
        assert verifying.verify(folder).ok

    assert again == {name: contents(folder)[name] for name in again}
    assert len(again) == 6
    for entry in whole.about["beside"]:
        assert len(again[entry["name"]]) == entry["bytes"]


@pytest.mark.parametrize("name", ["README.md", "croissant.json", "figure-length.svg"])
def test_a_changed_or_missing_description_is_found(folder: Path, name: str) -> None:
    (folder / name).write_text((folder / name).read_text() + " ")
    (problem,) = verifying.verify(folder, against_database=False).problems
    assert name in problem

    (folder / name).unlink()
    (problem,) = verifying.verify(folder, against_database=False).problems
    assert name in problem


def test_a_report_that_the_database_does_not_derive_is_found(folder: Path) -> None:
    whole = manifest.read(folder)
    report = whole.about["report"] | {"items": 7}
    forged = beside.named(manifest.parsed(whole.as_dict() | {"report": report}))
    manifest.write(forged, folder=folder)
    beside.write(forged, folder=folder)
    Export.objects.update(manifest=forged.as_dict())

    assert verifying.verify(folder, against_database=False).ok
    (problem,) = verifying.verify(folder).problems
    assert "report" in problem


def test_a_folder_whose_words_were_of_another_version_still_verifies(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(describing, "VERSION", 2)

    assert verifying.verify(folder).ok

    (folder / "README.md").write_text("forged")
    assert not verifying.verify(folder).ok


@pytest.mark.parametrize(
    "forged",
    [
        {"report": {"version": 1}},
        {"report": []},
        {"beside": [{"name": "../secret", "sha256": ""}]},
        {"beside": [3]},
        {"described": {}},
    ],
)
def test_a_report_that_says_nothing_is_a_problem_and_no_failure(folder: Path, forged: dict) -> None:
    whole = manifest.parsed(manifest.read(folder).as_dict() | forged)
    manifest.write(whole, folder=folder)

    assert verifying.verify(folder, against_database=False).problems == (
        "The manifest's report is not one of ours.",
    )


def test_an_export_of_nothing_is_described_too(project: Project) -> None:
    folder = folders.folder_of(exported(project))

    assert verifying.verify(folder).ok
    assert "| Items | 0 |" in (folder / "README.md").read_text()
    assert figures(folder) == []


def test_every_split_is_named_with_its_files(folder: Path) -> None:
    whole = manifest.read(folder)
    (facts,) = whole.files
    names = ["train-00000-of-00002.jsonl.gz", "train-00001-of-00002.jsonl.gz", "test-00000-of-00001.jsonl.gz"]
    files = [replace(facts, name=name) for name in [*names, "dataset_info.json"]]

    made = describing.documents(replace(whole, files=files))

    _, text, _ = made["README.md"].decode().split("---\n", 2)
    assert yaml.safe_load(text)["configs"][0]["data_files"] == [
        {"split": "train", "path": "train-*.jsonl.gz"},
        {"split": "test", "path": "test-*.jsonl.gz"},
    ]
    told = json.loads(made["croissant.json"])
    assert told["distribution"][0]["encodingFormat"] == ["application/jsonlines", "application/gzip"]
    assert told["distribution"][-1]["includes"] == ["train-*.jsonl.gz", "test-*.jsonl.gz"]
    assert told["recordSet"][0]["data"] == [
        {"splits/name": "train", "splits/url": "cr:TrainingSplit"},
        {"splits/name": "test", "splits/url": "cr:TestSplit"},
    ]
