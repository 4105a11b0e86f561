"""Any rating counts: the tally is its kind's own, a label is data, and numbers that move stand in one row an item.

Counts and numbers are moved, not recomputed: an export made before is derived again in the same bytes. Backwards, the
numbers of labels that are no longer in force stay lost unless an export froze them; items of other kinds than
preferences lose their counts.
"""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

NUMBERS = """jsonb_build_object('p_consensus', c.p_consensus, 'p_vote', c.p_vote, 'p_tie', c.p_tie,
                                'p_both_bad', c.p_both_bad)"""
CONFIDENCE = """CASE c.label WHEN 'a' THEN c.p_consensus WHEN 'b' THEN 1 - c.p_consensus
                             WHEN 'tie' THEN c.p_tie ELSE c.p_both_bad END"""

TALLIES = """
UPDATE tasks_item
   SET tally = jsonb_strip_nulls(jsonb_build_object(
           'a', nullif(n_a, 0), 'b', nullif(n_b, 0), 'tie', nullif(n_tie, 0), 'both_bad', nullif(n_both_bad, 0),
           'strong_a', nullif(n_strong_a, 0), 'strong_b', nullif(n_strong_b, 0), 'strength', nullif(strength_sum, 0)))
 WHERE n_ratings > 0;
"""

# Items that are decided keep the numbers they were decided with.
DECIDED = f"""
INSERT INTO tasks_posterior (item_id, n_ratings, fit_id, method, method_version, confidence, probabilities, strength,
                             margin, agreement, errors, evidence, updated_at)
SELECT c.item_id, c.n_ratings, c.fit_id, c.method, c.method_version, {CONFIDENCE}, {NUMBERS}, c.strength,
       c.margin, c.agreement, '{{}}', '{{}}', c.decided_at
  FROM tasks_consensus c
 WHERE c.current;
UPDATE tasks_exportitem e
   SET method = c.method, method_version = c.method_version, confidence = {CONFIDENCE}, probabilities = {NUMBERS},
       strength = c.strength, margin = c.margin, agreement = c.agreement
  FROM tasks_consensus c
 WHERE c.id = e.consensus_id;
"""  # noqa: S608 (our own text)

# Those that are open get what the vote says of them, by the formulas of `tasks/rubric/kinds/preference/label.py`.
OPEN = """
INSERT INTO tasks_posterior (item_id, n_ratings, method, method_version, confidence, probabilities, strength, margin,
                             agreement, errors, evidence, updated_at)
SELECT id, n_ratings, 'majority', 1,
       CASE WHEN n_a = most AND n_b < most AND n_tie < most AND n_both_bad < most THEN p_first
            WHEN n_b = most AND n_a < most AND n_tie < most AND n_both_bad < most THEN 1 - p_first
            WHEN n_both_bad = most AND n_a < most AND n_b < most AND n_tie < most THEN n_both_bad::float / n_ratings
            ELSE n_tie::float / n_ratings END,
       jsonb_build_object('p_consensus', p_first, 'p_vote', (n_a + n_tie / 2.0 + 1)::float / (n_comparing + 2),
                          'p_tie', n_tie::float / n_ratings, 'p_both_bad', n_both_bad::float / n_ratings),
       strength_sum::float / nullif(n_comparing, 0), least(1, abs(strength_sum::float / nullif(n_comparing, 0)) / 3),
       most::float / n_ratings, '{}', '{}', now()
  FROM (SELECT i.*, i.n_a + i.n_b + i.n_tie AS n_comparing, greatest(i.n_a, i.n_b, i.n_tie, i.n_both_bad) AS most,
               (SELECT sum(factorial(i.n_a + i.n_b + 1) / factorial(k) / factorial(i.n_a + i.n_b + 1 - k))
                  FROM generate_series(0, i.n_a) k)::float / 2 ^ (i.n_a + i.n_b + 1) AS p_first
          FROM tasks_item i
         WHERE i.n_ratings > 0 AND NOT EXISTS (SELECT FROM tasks_posterior p WHERE p.item_id = i.id)) voted;
"""

BACK = """
UPDATE tasks_item
   SET n_a = coalesce((tally ->> 'a')::int, 0), n_b = coalesce((tally ->> 'b')::int, 0),
       n_tie = coalesce((tally ->> 'tie')::int, 0), n_both_bad = coalesce((tally ->> 'both_bad')::int, 0),
       n_strong_a = coalesce((tally ->> 'strong_a')::int, 0), n_strong_b = coalesce((tally ->> 'strong_b')::int, 0),
       strength_sum = coalesce((tally ->> 'strength')::int, 0)
 WHERE tally <> '{}';
UPDATE tasks_item SET n_ratings = n_a + n_b + n_tie + n_both_bad WHERE n_ratings <> n_a + n_b + n_tie + n_both_bad;
ALTER TABLE tasks_consensus DISABLE TRIGGER consensus_insert_only;
DELETE FROM tasks_exportitem e USING tasks_consensus c
 WHERE c.id = e.consensus_id AND c.label NOT IN ('a', 'b', 'tie', 'both_bad');
DELETE FROM tasks_consensus WHERE label NOT IN ('a', 'b', 'tie', 'both_bad');
UPDATE tasks_consensus c
   SET p_consensus = (n.probabilities ->> 'p_consensus')::float, p_vote = (n.probabilities ->> 'p_vote')::float,
       p_tie = coalesce((n.probabilities ->> 'p_tie')::float, 0),
       p_both_bad = coalesce((n.probabilities ->> 'p_both_bad')::float, 0),
       strength = n.strength, margin = n.margin, agreement = n.agreement
  FROM (SELECT consensus_id, probabilities, strength, margin, agreement FROM tasks_exportitem
         UNION ALL
        SELECT k.id, p.probabilities, p.strength, p.margin, p.agreement
          FROM tasks_posterior p JOIN tasks_consensus k ON k.item_id = p.item_id AND k.current) n
 WHERE n.consensus_id = c.id;
ALTER TABLE tasks_consensus ENABLE TRIGGER consensus_insert_only;
"""

EMPTY = models.Value({}, models.JSONField())


def counts(*names: str) -> list[migrations.RemoveField]:
    return [migrations.RemoveField("item", name) for name in names]


class Migration(migrations.Migration):
    dependencies = [("tasks", "0018_index_of_what_could_not_be_judged")]
    operations = [
        migrations.AddField(
            "item",
            "tally",
            models.JSONField(
                default=dict, db_default=EMPTY, db_comment="counts of the kind that labels the item"
            ),
        ),
        migrations.AddField(
            "project",
            "max_error",
            models.FloatField(
                default=0.5,
                db_default=0.5,
                db_comment="largest standard error of a mean score that settles, in points",
            ),
        ),
        migrations.AddConstraint(
            "project",
            models.CheckConstraint(condition=models.Q(max_error__gt=0), name="project_max_error_positive"),
        ),
        migrations.CreateModel(
            name="Posterior",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="posterior",
                        serialize=False,
                        to="tasks.item",
                    ),
                ),
                ("n_ratings", models.PositiveIntegerField()),
                (
                    "fit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tasks.fit",
                    ),
                ),
                ("method", models.CharField(max_length=32)),
                ("method_version", models.PositiveSmallIntegerField(default=1)),
                (
                    "confidence",
                    models.FloatField(null=True, db_comment="probability of the label as it stands"),
                ),
                (
                    "probabilities",
                    models.JSONField(default=dict, db_comment="of what the kind may say of the item"),
                ),
                (
                    "strength",
                    models.FloatField(
                        null=True, db_comment="-3 to 3; negative: the first completion is better"
                    ),
                ),
                ("margin", models.FloatField(null=True, db_comment="0 to 1")),
                ("agreement", models.FloatField(null=True)),
                ("errors", models.JSONField(default=dict, db_comment="means with their standard errors")),
                (
                    "evidence",
                    models.JSONField(
                        default=dict,
                        db_comment="what the method needs for one more rating; a vote needs the tally alone",
                    ),
                ),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(confidence__isnull=True)
                        | models.Q(confidence__gte=0, confidence__lte=1),
                        name="posterior_confidence_is_probability",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(margin__isnull=True) | models.Q(margin__gte=0, margin__lte=1),
                        name="posterior_margin_is_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(n_ratings__gte=1), name="posterior_has_ratings"
                    ),
                ],
            },
        ),
        migrations.AddField(
            "exportitem", "method", models.CharField(max_length=32, default="", db_default="")
        ),
        migrations.AddField(
            "exportitem", "method_version", models.PositiveSmallIntegerField(default=1, db_default=1)
        ),
        *(
            migrations.AddField("exportitem", name, models.FloatField(null=True))
            for name in ("confidence", "strength", "margin", "agreement")
        ),
        *(
            migrations.AddField("exportitem", name, models.JSONField(default=dict, db_default=EMPTY))
            for name in ("probabilities", "errors")
        ),
        migrations.RemoveConstraint("consensus", "consensus_winner_known"),
        migrations.RemoveConstraint("consensus", "consensus_probabilities"),
        migrations.RemoveConstraint("item", "item_tally_adds_up"),
        migrations.RenameField("consensus", "winner", "label"),
        migrations.AlterField(
            "consensus",
            "label",
            models.CharField(
                max_length=200,
                blank=True,
                db_comment="the kind's short answer; empty where none stands out",
            ),
        ),
        migrations.AddField(
            "consensus",
            "detail",
            models.JSONField(
                default=dict, db_default=EMPTY, db_comment="the whole of it, in the kind's own keys"
            ),
        ),
        migrations.RunSQL(TALLIES + DECIDED + OPEN, BACK),
        *counts("n_a", "n_b", "n_tie", "n_both_bad", "n_strong_a", "n_strong_b", "strength_sum"),
        *(
            migrations.RemoveField("consensus", name)
            for name in (
                *("p_consensus", "p_vote", "p_tie", "p_both_bad"),
                *("strength", "margin", "agreement", "aspects"),
            )
        ),
        AddConstraintNotValid(
            "item",
            models.CheckConstraint(
                condition=models.Q(n_ratings__lte=models.F("taken")), name="item_ratings_hold_slots"
            ),
        ),
        ValidateConstraint("item", "item_ratings_hold_slots"),
    ]
