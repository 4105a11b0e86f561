"""What a rewrite is made of."""

from tasks.rubric.parts import Question

REWRITE = "rewrite"


class Rewrite(Question, frozen=True, kw_only=True, tag_field="kind", tag="rewrite"):
    """A corrected version of an answer, written by the rater; offered, or asked for one answer at least."""
