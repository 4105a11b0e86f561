"""Names in another tool become raters here: one for each, whoever asks, however many ask at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from raters.accounts import outside
from raters.models import Rater
from tasks.intake.judged import sources
from tasks.models import Source
from tests.factories import make_judge
from tests.work import make_project


def raters_of(project, *names):
    return sources.raters_for(project_id=project.pk, names=names)


@pytest.mark.django_db
def test_a_name_is_one_rater_however_often_it_comes():
    project = make_project()

    first = raters_of(project, ("human", "annotator1"), ("human", "annotator2"))
    again = raters_of(project, ("human", "annotator2"), ("human", "annotator1"), ("human", "annotator1"))

    assert again == first
    assert len(set(first.values())) == 2


@pytest.mark.django_db
def test_a_person_and_a_judge_of_one_name_are_two_raters():
    found = raters_of(make_project(), ("human", "gpt-4"), ("judge", "gpt-4"))

    kinds = {kind: Rater.objects.get(pk=rater).kind for (kind, _name), rater in found.items()}
    assert kinds == {"human": Rater.Kind.EXTERNAL, "judge": Rater.Kind.JUDGE}


@pytest.mark.django_db
def test_two_projects_do_not_share_a_name():
    ours, theirs = (raters_of(make_project(), ("human", "annotator1")) for _ in range(2))

    assert set(ours.values()).isdisjoint(theirs.values())


@pytest.mark.django_db
def test_names_are_taken_letter_by_letter():
    found = raters_of(make_project(), ("human", "Li"), ("human", "li"), ("human", "李"))

    assert len(set(found.values())) == 3


@pytest.mark.django_db
def test_the_pseudonym_tells_nothing_of_the_name():
    found = raters_of(make_project(), ("human", "li.wei@example.org"))

    rater = Rater.objects.get(pk=found["human", "li.wei@example.org"])
    assert rater.pseudonym.startswith("R-")
    assert rater.user is None


@pytest.mark.django_db
def test_nobody_new_costs_one_look(django_assert_num_queries):
    project = make_project()
    raters_of(project, ("human", "annotator1"))

    with django_assert_num_queries(3):  # the look, in a savepoint
        raters_of(project, ("human", "annotator1"))


@pytest.mark.django_db
def test_a_pseudonym_that_is_taken_is_drawn_again(monkeypatch):
    taken = make_judge().pseudonym
    draws = iter([taken, "R-00000001", "R-00000001", "R-00000002", "R-00000003"])
    monkeypatch.setattr(outside, "new_pseudonym", lambda: next(draws))

    made = outside.create_raters(kind=Rater.Kind.EXTERNAL, n=3)

    drawn = Rater.objects.filter(pk__in=made).values_list("pseudonym", flat=True)
    assert sorted(drawn) == ["R-00000001", "R-00000002", "R-00000003"]


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_each_rater_once():
    project = make_project()
    names = [("human", f"annotator{number}") for number in range(50)]
    barrier = threading.Barrier(4)

    def ask(step):
        try:
            barrier.wait(timeout=20)
            return raters_of(project, *names[::step])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(ask, [1, -1, 1, -1])

    assert all(other == first for other in others)
    assert Source.objects.filter(project=project).count() == Rater.objects.count() == 50
