"""Each public set goes in as its authors published it, and comes to the counts that its README gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks import projects
from tasks.intake import importing, receiving
from tasks.intake.choices import Options
from tasks.intake.receiving import Upload
from tasks.models import (
    Batch,
    Completion,
    Gold,
    Item,
    ItemCompletion,
    Rating,
    RejectedLine,
    Source,
    WaitingLine,
)

Load = Callable[..., Batch]


@pytest.fixture
def load(db: None, shared_data: Path) -> Load:
    """Import files of the shared data into a project of the rubric, all in one batch."""

    def run(*patterns: str, rubric: str = "exam", **options: object) -> Batch:
        paths = [path for pattern in patterns for path in sorted(shared_data.glob(pattern))]
        project = projects.Project.objects.filter(slug=rubric).first()
        batch = receiving.receive(
            project=project or projects.create_project(slug=rubric, rubric=rubric),
            user=None,
            uploads=[Upload(path.name, [path.read_bytes()]) for path in paths],
            options=Options(**options),  # type: ignore[arg-type]
        )
        importing.import_batch(batch_id=batch.pk)
        batch.refresh_from_db()
        return batch

    return run


def counts(batch: Batch) -> tuple[str, int, int, int, int]:
    """Status, and the lines that became items, wait and were rejected, and the items."""
    waiting = WaitingLine.objects.filter(batch=batch).count()
    return batch.status, batch.n_accepted, waiting, batch.n_rejected, Item.objects.filter(batch=batch).count()


def shown() -> Counter[int]:
    """How many items show how many answers."""
    places = ItemCompletion.objects.values_list("item", flat=True)
    return Counter(Counter(places).values())


def strengths(kind: str = "human") -> Counter[int | None]:
    return Counter(Rating.objects.filter(rater__kind__in=[kind]).values_list("strength", flat=True))


FAIREVAL = ("faireval/question.jsonl", "faireval/answer_*.jsonl", "faireval/review_*.txt")


def test_faireval(load: Load) -> None:
    batch = load(*FAIREVAL)

    assert batch.status == "open"
    assert (Item.objects.count(), Completion.objects.count(), batch.n_rejected) == (80, 160, 0)
    assert strengths("external") == {-1: 41, 1: 25, 0: 14}
    assert not WaitingLine.objects.exists()


def test_faireval_with_the_answers_in_the_other_order_says_the_same(load: Load) -> None:
    load(FAIREVAL[0], "faireval/answer_vicuna-13b.jsonl", "faireval/answer_gpt35.jsonl", FAIREVAL[2])

    assert strengths("external") == {1: 41, -1: 25, 0: 14}


def test_faireval_file_after_file(load: Load) -> None:
    questions = load(FAIREVAL[0])
    assert (questions.status, WaitingLine.objects.count(), Item.objects.count()) == ("open", 80, 0)
    load("faireval/answer_gpt35.jsonl")
    assert Item.objects.count() == 0
    load("faireval/answer_vicuna-13b.jsonl")
    assert Item.objects.count() == 80

    load(FAIREVAL[2])

    assert strengths("external") == {-1: 41, 1: 25, 0: 14}
    assert not WaitingLine.objects.exists()


def test_sets_that_number_from_one_do_not_mix_in_a_project(load: Load) -> None:
    load("pandalm/testset*.json")
    load("halluqa/HalluQA_mc.json")
    load("mt-bench/question.jsonl")

    batch = load(*FAIREVAL)

    asked = Item.objects.filter(batch=batch).values_list("prompt__messages__0__content", flat=True)
    assert (len(asked), sum(text.startswith("Question:") for text in asked)) == (80, 0)
    assert batch.n_ratings == 80
    assert WaitingLine.objects.count() == 450 + 80


def test_pandalm_with_its_judges(load: Load) -> None:
    batch = load("pandalm/testset*.json", "pandalm/gpt*.json", "pandalm/pandalm*.json")

    assert (batch.status, Item.objects.count()) == ("open", 999)
    assert strengths("external") == {1: 1416, -1: 1255, 0: 326}
    assert strengths("judge") == {1: 476 + 459, -1: 460 + 433, 0: 38 + 107}
    assert Counter(RejectedLine.objects.values_list("code", flat=True)) == {"no_verdict": 25}


def test_pandalm_judge_of_an_earlier_batch(load: Load) -> None:
    load("pandalm/testset*.json")

    batch = load("pandalm/pandalm*.json")

    assert (batch.status, batch.n_ratings, batch.n_rejected) == ("open", 999, 0)
    assert strengths("judge") == {1: 459, -1: 433, 0: 107}


def test_lfqa_experts_rate_140_pairs(load: Load) -> None:
    batch = load("lfqa-experts/*.json")

    assert (batch.status, batch.n_rejected, batch.files.count()) == ("open", 0, 13)
    assert (Item.objects.count(), Rating.objects.count(), Source.objects.count()) == (140, 260, 12)
    assert Counter(Counter(Rating.objects.values_list("assignment__item", flat=True)).values()) == {
        1: 60,
        2: 40,
        3: 40,
    }


def test_halluqa_pairs_are_gold(load: Load) -> None:
    batch = load("halluqa/HalluQA.json")

    assert counts(batch) == ("open", 450, 0, 0, 450)
    assert Gold.objects.count() == Item.objects.filter(is_gold=True).count() == 450


def test_halluqa_answers_of_four_models_meet_in_a_ring(load: Load) -> None:
    batch = load("halluqa/open_generation/*.json")

    assert (batch.status, batch.n_rejected) == ("open", 0)
    # Of 450 questions 431 have four answers, 15 three and 4 two: equal words of models that are not named are one.
    assert Item.objects.count() == 431 * 4 + 15 * 3 + 4


def test_prompts_alone_wait(load: Load) -> None:
    assert load("belle/*.json").status == "open"
    assert load("halluqa/HalluQA_mc.json").status == "open"
    assert load("mt-bench/question.jsonl").status == "open"

    assert WaitingLine.objects.count() == 1000 + 450 + 80
    assert not Item.objects.exists()


def test_mt_bench_answers_find_their_questions(load: Load) -> None:
    load("mt-bench/*.jsonl", rubric="single")

    assert (Item.objects.count(), WaitingLine.objects.count()) == (30, 50)
    assert {len(messages) for messages in Item.objects.values_list("prompt__messages", flat=True)} == {2}


def test_oasst_replies_are_ranked(load: Load) -> None:
    batch = load("oasst/*.jsonl", rubric="ranking")

    assert counts(batch) == ("open", 100, 0, 0, 100)
    assert shown() == {3: 67, 4: 18, 2: 8, 5: 3, 6: 2, 9: 1, 8: 1}


def test_oasst_replies_are_paired(load: Load) -> None:
    load("oasst/*.jsonl")

    assert shown() == {2: 67 * 3 + 18 * 4 + 8 + 3 * 5 + 2 * 6 + 9 + 8}


def test_fed_and_reasoning_steps_are_single_answers(load: Load) -> None:
    assert counts(load("fed/*.json", rubric="single")) == ("open", 500, 0, 0, 500)
    assert counts(load("bigbench-mistake/*.jsonl", rubric="single")) == ("open", 900, 0, 0, 900)


def test_single_answers_do_not_fit_into_a_project_of_pairs(load: Load) -> None:
    batch = load("bigbench-mistake/word_sorting.jsonl")

    assert batch.status in ("stopped", "failed")
    assert set(RejectedLine.objects.values_list("code", flat=True)) == {"too_few_completions"}


@pytest.mark.parametrize(("rubric", "n_items", "n_shown"), [("single", 3200, 1), ("ranking", 160, 20)])
def test_llmeval_has_3200_answers(load: Load, rubric: str, n_items: int, n_shown: int) -> None:
    batch = load("llmeval-2/human-score/*.gz", "llmeval-2/gpt-score/*.gz", rubric=rubric)

    assert (batch.status, batch.n_rejected, batch.n_accepted) == ("open", 0, 6400)
    assert shown() == {n_shown: n_items}
    assert Completion.objects.count() == 3200


def test_alpaca_eval_answers_of_five_models_are_one_item_a_prompt(load: Load) -> None:
    batch = load("alpaca-eval/*.gz", rubric="ranking")

    assert (batch.status, batch.n_rejected) == ("open", 0)
    assert shown() == {5: 805}


@pytest.mark.parametrize(
    ("pattern", "accepted", "rejected"),
    [("llmbar/Natural/*.json", 100, 0), ("llmbar/Adversarial/*/*.json", 319, 0), ("hh-rlhf/*.gz", 2307, 5)],
)
def test_pairs(load: Load, pattern: str, accepted: int, rejected: int) -> None:
    batch = load(pattern)

    assert counts(batch) == ("open", accepted, 0, rejected, accepted)
