"""Public sets that the vocabulary reads as they are; only their names are their own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tasks.intake.formats import plain
from tasks.intake.formats.fields import Layout

# HelpSteer and HelpSteer2: the dataset cards huggingface.co/datasets/nvidia/HelpSteer and …/HelpSteer2.
ATTRIBUTES = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
HELPSTEER = Layout(
    "helpsteer",
    ("prompt", "response", *ATTRIBUTES),
    plain.single,
    title=_("HelpSteer and HelpSteer2: one answer with five attributes"),
    also=tuple(("prompt", "response", one) for one in ATTRIBUTES[:3]),
)
# LLMBar: the README of github.com/princeton-nlp/LLMBar and Zeng et al. 2023, arXiv 2310.07641, section 2.
LLMBAR = Layout(
    "llmbar",
    ("input", "output_1", "output_2"),
    plain.pairs,
    accepts=lambda record: "instruction" not in record and "prompt" not in record,
    title=_("LLMBar: input and two outputs"),
)
