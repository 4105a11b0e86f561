"""What the reasons are called under which an export leaves something out, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS = {
    "settled": gettext_lazy("settled"),
    "contested": gettext_lazy("contested"),
    "adjudicated": gettext_lazy("adjudicated"),
    "undecided": gettext_lazy("not decided yet"),
    "few_ratings": gettext_lazy("with too few ratings"),
    "other_batch": gettext_lazy("of other batches"),
    "other_domain": gettext_lazy("of other domains"),
    "other_language": gettext_lazy("in other languages"),
    "other_skill": gettext_lazy("for other skills"),
    "other_guideline": gettext_lazy("rated under other guideline versions"),
    "decided_earlier": gettext_lazy("decided earlier"),
    "decided_later": gettext_lazy("decided later"),
    "flagged": gettext_lazy("flagged by a rater"),
    "tagged": gettext_lazy("with a tagged answer"),
    "unsure": gettext_lazy("with a label that is not sure enough"),
    "tie": gettext_lazy("about equal"),
    "tie_of_low_scores": gettext_lazy("about equal, but not good"),
    "both_bad": gettext_lazy("both bad"),
    "no_preference": gettext_lazy("without a preference"),
    "no_strength": gettext_lazy("without a strength"),
    "no_probability": gettext_lazy("without a probability"),
    "no_scores": gettext_lazy("without scores"),
    "no_rewrite": gettext_lazy("that nobody rewrote"),
    "one_answer": gettext_lazy("with one answer"),
    "equal_answers": gettext_lazy("with two equal answers"),
    "empty_answers": gettext_lazy("with two empty answers"),
    "empty_answer": gettext_lazy("with an empty answer"),
    "same_text_other_media": gettext_lazy("with equal texts and different media"),
    "no_user_turn": gettext_lazy("whose prompt has no user's turn"),
    "ends_with_assistant": gettext_lazy("whose prompt ends with the assistant"),
    "turns_out_of_order": gettext_lazy("whose turns are out of order"),
    "several_turns": gettext_lazy("whose prompt has several turns"),
    "system_prompt": gettext_lazy("with a system prompt"),
    "no_system_prompt": gettext_lazy("without a system prompt"),
    "tool_calls": gettext_lazy("with tool calls"),
    "answer_in_turns": gettext_lazy("with an answer of several messages"),
    "answer_in_other_split": gettext_lazy("with an answer of another split"),
    "over_max_pairs": gettext_lazy("beyond the most of a prompt"),
    "merged_duplicates": gettext_lazy("counted with the pair that they repeat"),
    # Of labels, which earlier versions counted.
    "unlabelled": gettext_lazy("without a label"),
    "other_labels": gettext_lazy("with other labels"),
}


def in_words(counts: dict[str, int]) -> list[str]:
    """Say what is left out, the most first."""
    found = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [_("%(n)s %(why)s") % {"n": n, "why": REASONS.get(why, why)} for why, n in found if n]
