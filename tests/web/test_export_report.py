"""What the page of an export says of its data."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tasks.models import Export, Project
from tests.exports.measured import LONG, SHORT, exported, rated_item
from tests.exports.projects import FIRST_LEFT, make_rated_project
from tests.factories import make_rater
from tests.web.browsing import engineer_of

pytestmark = pytest.mark.django_db(transaction=True)

DOMAIN = "<b>law</b> & order"


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path


@pytest.fixture
def project() -> Project:
    project = make_rated_project()
    one, two = make_rater(), make_rater()
    for texts in ((SHORT, LONG), (LONG, SHORT)):
        rated_item(project, "a", [(one, -2, FIRST_LEFT), (two, -1, FIRST_LEFT)], texts=texts, domain=DOMAIN)
    return project


def page_of(client: Client, export: Export) -> str:
    return client.get(f"/projects/{export.project.slug}/exports/{export.pk}/").content.decode()


def test_warnings_stand_before_the_figures(project: Project) -> None:
    page = " ".join(unescape(page_of(engineer_of(project), exported(project))).split())

    warning = "Single raters made more than 20 % of the ratings: 50.0 %, 50.0 %."
    assert "3 warnings about these data" in page
    assert page.index(warning) < page.index("Krippendorff") < page.index("Did the longer answer win?")


def test_each_picture_has_its_numbers_in_a_table_and_no_style(project: Project) -> None:
    page = page_of(engineer_of(project), exported(project))

    assert page.count('class="chart"') == page.count('class="chart-wrap"') == 4
    assert "2 · 50.0 %" in page
    assert '<th scope="row"><bdi>2–3</bdi></th>' in page
    drawn = "".join(re.findall(r"<svg .*?</svg>", page, flags=re.DOTALL))
    assert "style" not in drawn
    assert "<script" not in drawn
    assert DOMAIN not in page


def test_an_export_from_before_there_were_reports_has_no_such_section(project: Project) -> None:
    export = exported(project)
    whole = {name: value for name, value in export.manifest.items() if name not in ("report", "beside")}
    Export.objects.update(manifest=whole)

    page = page_of(engineer_of(project), export)

    assert 'id="report"' not in page
    assert "README.md" in page
