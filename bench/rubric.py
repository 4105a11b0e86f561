"""What checking a rating costs, against the floor: msgspec alone, converting the same rating.

The rating is the usual one: preference, six scores, a rationale of about forty words, two chips.
Run from the root: `python bench/rubric.py`. The ceiling is 60 µs; the script fails above it.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from timeit import repeat

import msgspec
from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tasks.rubric import content, shape
from tasks.rubric.answers import validate
from tasks.rubric.asking import asked
from tasks.rubric.definition import parse
from tasks.rubric.form import from_post
from tasks.rubric.presets import EXAM

CEILING_US = 60
ROUNDS, LOOPS = 7, 4000

RATING = {
    "preference": {"strength": -2},
    "scores": {key: {"a": 4, "b": 2} for key in ("factuality", "coherence", "justification")},
    "rationale": "A computes the Wilson interval correctly (0.596 to 0.982) and its code gives the same. "
    "B presents the clipped Wald interval (0.714 to 1.00) as Wilson, so its main number is wrong, although "
    "its 正态近似 paragraph is clearer and its advice on the sample is sound.",
    "reasons": ["factual_error", "better_evidence"],
    "active_ms": 60_000,
}
POST = {
    "preference": ["-2"],
    **{f"{key}_{letter}": ["4"] for key in RATING["scores"] for letter in "ab"},
    "rationale": [RATING["rationale"]],
    "reason": RATING["reasons"],
    "active_ms": ["60000"],
}


def microseconds(call: Callable[[], object]) -> float:
    return median(repeat(call, number=LOOPS, repeat=ROUNDS)) / LOOPS * 1e6


def main() -> int:
    settings.configure(USE_I18N=True)
    rubric = parse(EXAM)
    questions = asked(rubric, "full", 1)
    structure = shape.structure(rubric, 2)

    def whole() -> content.Answers:
        return validate(rubric=rubric, form="full", asked=questions, n_completions=2, payload=RATING)

    answers = whole()
    figures = {
        "msgspec.convert alone": microseconds(lambda: msgspec.convert(RATING, structure)),
        "validate": microseconds(whole),
        "from_post": microseconds(lambda: from_post(rubric, POST)),
        "canonical": microseconds(lambda: content.canonical(answers, (1, 0), rubric)),
        "to_payload": microseconds(lambda: content.to_payload(answers, rubric)),
        "asked": microseconds(lambda: asked(rubric, "light", 12345)),
    }
    for name, figure in figures.items():
        print(f"{name:24}{figure:8.1f} µs")
    return int(figures["validate"] > CEILING_US)


if __name__ == "__main__":
    sys.exit(main())
