"""What a ranking is made of."""

from tasks.rubric.parts import Question

RANKING = "ranking"


class Ranking(Question, frozen=True, kw_only=True, tag_field="kind", tag="ranking"):
    """All answers, best first; those that stand together are as good as each other."""
