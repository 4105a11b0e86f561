"""`README.md`: a dataset card for the Hub, in English, made of the manifest alone, so that it can be derived again.

With its head `load_dataset(FOLDER)` reads the shards, and only these, by the declared features.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tasks.exports import encoding
from tasks.exports.describing import charts, hub, shards, structure, words
from tasks.exports.describing.markdown import code, listed, plain, table
from tasks.exports.manifest import Manifest

NAME = "README.md"
FIGURE = "figure-{}.svg"
DECIDED = {
    "majority": "the label that most ratings give; equally frequent labels make a tie",
}


def of(whole: Manifest) -> bytes:
    """Return the card's bytes; words must be in English (`django.utils.translation.override`)."""
    parts = (_summary, _structure, _annotations, _people, _agreement, _bias)
    body = [line for part in parts for line in part(whole)]
    body += [*_limits(), *_personal(), *_verify(whole)]
    return "\n".join(["---", *hub.head(whole), "---", "", *body]).encode()


def _summary(whole: Manifest) -> Iterator[str]:
    about, report = whole.about, whole.about["report"]
    yield from (f"# Dataset card for {plain(about['described']['name'])}", "")
    yield (
        f"Export {plain(whole.export)} of the project {code(about['project'])} in the format {code(about['format'])}"
        f" (version {about['format_version']}): {charts.count(whole.rows)} rows from"
        f" {charts.count(report['items'])} items with {charts.count(report['ratings'])} ratings,"
        f" as they stood at {about['cut_off']}."
    )
    yield from ("", f"**Licence:** {plain(about['licence'] or 'not stated by the project')}.", "")
    if report["warnings"]:
        yield from ("**Before you use it:**", "")
        yield from listed(map(plain, words.warnings(report)))


def _structure(whole: Manifest) -> Iterator[str]:
    yield from ("## Dataset structure", "", "### Data splits", "")
    rows = [
        (code(part.split), code(part.pattern), str(len(part.files)), charts.count(part.rows))
        for part in shards.parts(whole.files)
    ]
    yield from table(("Split", "Files", "Number", "Rows"), rows)
    yield from ("### Data fields", "")
    features = whole.about["features"]
    if not features:
        yield from ("This format declares no types.", "")
        return
    fields = [(code(name), code(kind), plain(meaning)) for name, kind, meaning in structure.fields(features)]
    yield from ("Every key stands in every row, with one type. docs/formats.md says more of each.", "")
    yield from table(("Field", "Type", "Meaning"), fields)


def _annotations(whole: Manifest) -> Iterator[str]:
    about = whole.about
    yield from ("## Dataset creation", "", "### Annotation process", "")
    for rubric in about["described"]["rubrics"]:
        asked = ", ".join(f"{plain(one['name'])} ({one['kind']})" for one in rubric["questions"])
        yield from (f"Rubric {code(rubric['key'])}, “{plain(rubric['name'])}”, asks: {asked}.", "")
    versions = [f"{plain(one['name'])} (version {one['version']})" for one in about["guideline_versions"]]
    yield from (f"Guidelines that raters followed: {', '.join(versions) or 'none'}.", "")
    least, most = about["described"]["overlap"]
    yield (
        f"An item is given to {least} to {most} raters, who do not see one another's ratings; each sees the answers in"
        " an order drawn at random, without the models' names. Gold items, ratings made after somebody saw others'"
        " ratings or a decision, and ratings beyond the wanted number are not counted."
    )
    yield from ("", "How a label came about:", "")
    yield from listed(
        f"{code(one['name'])} version {plain(one['version'])}, {charts.count(one['items'])} items"
        + (f": {DECIDED[one['name']]}" if one["name"] in DECIDED else "")
        for one in about["aggregators"]
    )
    yield from ("Which items were taken:", "")
    yield from listed(
        f"{code(key)}: {code(encoding.text(value))}"
        for key, value in about["policy"].items()
        if value not in (None, "", [])
    )
    yield from _left_out(whole)


def _left_out(whole: Manifest) -> Iterator[str]:
    labels = ", ".join(f"{code(label)} {charts.count(n)}" for label, n in whole.counts.items())
    yield from (f"Items by label: {labels}.", "")
    left = [f"{code(why)} {charts.count(n)}" for why, n in whole.left_out.items() if n]
    yield from (f"Left out, by reason: {', '.join(left) or 'none'}.", "")


def _people(whole: Manifest) -> Iterator[str]:
    report = whole.about["report"]
    yield from ("### Who are the annotators?", "", "In aggregate; no file of this export has a name.", "")
    yield from _facts(words.work(report))


def _agreement(whole: Manifest) -> Iterator[str]:
    report = whole.about["report"]
    yield from ("### Agreement", "")
    rows = list(words.agreement(report))
    if not rows:
        yield from ("Not defined here: no item has two preferences, or all say the same.", "")
        return
    yield from _facts(rows)
    yield (
        "With 95 % intervals (bootstrap over items). Items whose label is clear early get fewer ratings where the"
        " overlap is adaptive, which moves agreement; compare only data rated alike."
    )
    yield ""


def _bias(whole: Manifest) -> Iterator[str]:
    report = whole.about["report"]
    yield from ("## Bias, risks and limitations", "")
    rows = list(words.leanings(report))
    if rows:
        yield from _facts(rows)
    for chart in charts.of(report):
        yield from (f"### {chart.title}", "", f"![{plain(chart.title)}]({FIGURE.format(chart.key)})", "")
        yield from (chart.about, "")
        yield from table(chart.columns, [(plain(row.label), *row.cells) for row in chart.rows])


def _limits() -> Iterator[str]:
    yield from ("### Known limits", "")
    yield from listed(
        (
            "A preference says which of two answers these raters liked better under this rubric, not which is true.",
            "A longer answer may win because it is better: the figures above show a tendency, not its cause.",
            "Active time counts what the rating page measured; ratings made elsewhere have none.",
            "The figures tell of the selected items; rows that the format leaves out are counted above.",
        )
    )


def _personal() -> Iterator[str]:
    yield from ("### Personal and sensitive information", "")
    yield (
        "Raters stand in no file by name or address. Where ratings are written one by one, each names its rater by a"
        " hash salted for this project. Prompts, answers and rationales are the words of models and people as they were"
        " written, and were not searched for personal data: do that before you publish."
    )
    yield ""


def _verify(whole: Manifest) -> Iterator[str]:
    commit = whole.about["software"].get("commit") or "unknown"
    yield from ("## How to verify", "")
    yield (
        "`manifest.json` has the SHA-256 of every file, the policy, all versions and these figures as numbers."
        " `python manage.py verify_export FOLDER` checks the folder and, where the database is, derives it again."
        f" Made by {plain(whole.about['software']['name'])} at commit {code(commit)}."
    )
    yield ""


def _facts(pairs: Any) -> list[str]:
    return table(("", ""), [(plain(name), plain(value)) for name, value in pairs])


def figures(report: Mapping[str, Any]) -> dict[str, charts.Chart]:
    """Return the charts of a report by the names of their files."""
    return {FIGURE.format(chart.key): chart for chart in charts.of(report)}
