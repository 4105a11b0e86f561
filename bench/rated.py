"""Fills a database with rated pairs, by SQL alone: a million take minutes instead of the days that raters would need.

A pair is 2 kB: a prompt of 350 characters and two answers of 680, each with three ratings of all that the exam rubric
asks. Triggers are off meanwhile: they write events, which no export reads.
"""

from __future__ import annotations

import random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from raters.models import Guideline, GuidelineVersion, Rater
from tasks.models import Batch, Project
from tasks.projects import create_project

SENTENCE = (
    "harbour record source year answer because therefore example result method either whether under which value "
    "small large known first second north river model question reason number table water light paper city"
)
RATIONALES = (
    "A is right about the year and names its source; B leaves out where the record was kept, and says too much.",
    "Both name the harbour, but B explains why the older map differs, and A only copies the question.",
    "The second one is clearer. Its table has the number that was asked for, and its reason can be checked.",
    "甲的来源是真的，乙把年份写错了；两个回答都没有说明数字从哪里来。",
)
RATERS = 60
PER_ITEM = 3
POOL, POOL_WORDS = 4_000, 300
TABLES = """
CREATE TEMP TABLE pool ON COMMIT DROP AS
SELECT at - 1 AS at, words FROM unnest(%(words)s) WITH ORDINALITY _ (words, at);

INSERT INTO tasks_prompt (id, project_id, digest, messages, language, "group", created_at)
SELECT n, %(project)s, sha256(int8send(n)),
       jsonb_build_array(
         jsonb_build_object('role', 'user', 'content', n || ' ' || substr(words, 1 + n::int %% 900, 340))),
       'en', sha256(int8send(n)), now()
  FROM generate_series(1, %(items)s) n JOIN pool ON pool.at = 7919 * n %% %(pool)s;

INSERT INTO tasks_completion (id, prompt_id, digest, text_digest, text, model, origin, meta)
SELECT n, (n + 1) / 2, sha256(int8send(n)), sha256(int8send(n)), n || ' ' || substr(words, 1 + n::int %% 900, 670),
       'model-' || n %% 2, '', '{}'
  FROM generate_series(1, 2 * %(items)s) n JOIN pool ON pool.at = 6007 * n %% %(pool)s;

INSERT INTO tasks_item (id, project_id, batch_id, prompt_id, file, line, nth, digest, state, priority, shuffle,
       is_audit, is_gold, language, domain, skill_ids, wanted, taken, max_overlap, n_ratings, n_cannot_judge)
SELECT n, %(project)s, %(batch)s, n, 0, n, 0, sha256(int8send(n)), 'settled', 0, 0, false, false, 'en', 'harbours',
       '{}', 3, 3, 3, 3, 0
  FROM generate_series(1, %(items)s) n;

INSERT INTO tasks_itemdetail (item_id, external_id, reference, sources, attachments, warnings, meta)
SELECT n, 'line-' || n, '', '{}', '[]', '[]', jsonb_build_object('n', n) FROM generate_series(1, %(items)s) n;

INSERT INTO tasks_itemcompletion (item_id, position, completion_id)
SELECT n, at, 2 * n - 1 + at FROM generate_series(1, %(items)s) n, generate_series(0, 1) at;

INSERT INTO tasks_assignment (id, project_id, item_id, rater_id, purpose, state, holds_slot, rubric_version_id,
       guideline_version_id, asked, skip_reason, n_extensions, reserved_at, opened_at, lease_expires_at,
       submitted_at)
SELECT %(per_item)s * (n - 1) + at, %(project)s, n, (%(raters)s::bigint[])[1 + (n + 7 * at) %% 60], 'overlap',
       'submitted', true, %(rubric)s, %(guideline)s, '{}', '', 0, now(), now(), now(), now()
  FROM generate_series(1, %(items)s) n, generate_series(1, %(per_item)s) at;

INSERT INTO tasks_presentation (assignment_id, "order", renderer)
SELECT id, CASE WHEN id %% 2 = 0 THEN '{0,1}' ELSE '{1,0}' END::smallint[], 1 FROM tasks_assignment;

INSERT INTO tasks_rating (assignment_id, version, current, project_id, item_id, rater_id, rubric_version_id,
       guideline_version_id, asked, strength, verdict, scores, rationale, reasons, marks, clauses, tags, rewrite, flags,
       answers, independent, surplus, active_ms, idempotency_key, body_digest, submitted_at)
SELECT id, 1, true, project_id, item_id, rater_id, rubric_version_id, guideline_version_id, '{}',
       CASE WHEN id %% 5 = 0 THEN -1 ELSE 2 END, '',
       ARRAY[1 + id %% 5, 5 - id / 5 %% 4, id / 7 %% 6, 3, 4, 1 + id / 11 %% 5]::smallint[],
       (%(rationales)s)[1 + id %% 4], '{wrong_fact}',
       CASE WHEN id %% 4 = 0 THEN '[{"answer": "a", "start": 3, "end": 9, "kind": "wrong"}]' ELSE '[]' END::jsonb,
       '{}', '{}', '{}', '{}', '{}', true, false, 90000 + id %% 1000, '', '', now()
  FROM tasks_assignment;

INSERT INTO tasks_consensus (item_id, number, current, method, method_version, label, detail, state, n_ratings,
       decided_at)
SELECT n, 1, true, 'majority', 1, 'b', '{}', 'settled', 3, now() FROM generate_series(1, %(items)s) n;

INSERT INTO tasks_posterior (item_id, n_ratings, method, method_version, confidence, probabilities, strength, margin,
       agreement, errors, evidence, updated_at)
SELECT n, 3, 'majority', 1, 0.875, '{"p_consensus": 0.125, "p_vote": 0.25, "p_tie": 0.03, "p_both_bad": 0.01}', 1.25,
       0.416, 0.7, '{}', '{}', now()
  FROM generate_series(1, %(items)s) n;
"""


def project(items: int) -> Project:
    """Make a project of so many settled pairs."""
    made = create_project(slug="rated")
    batch = Batch.objects.create(
        project=made,
        name="rated",
        status=Batch.Status.OPEN,
        rubric_version=made.rubric_version,
        form=made.form,
    )
    guideline = Guideline.objects.create(name="rated")
    version = GuidelineVersion.objects.create(
        guideline=guideline, number=1, text_en="Read both.", published_at=timezone.now()
    )
    draw = random.Random(7)
    raters = Rater.objects.bulk_create(Rater() for _ in range(RATERS))
    _fill(
        {
            "items": items,
            "per_item": PER_ITEM,
            "project": made.pk,
            "batch": batch.pk,
            "rubric": made.rubric_version_id,
            "guideline": version.pk,
            "raters": [rater.pk for rater in raters],
            "rationales": list(RATIONALES),
            "pool": POOL,
            "words": [" ".join(draw.choices(SENTENCE.split(), k=POOL_WORDS)) for _ in range(POOL)],
        }
    )
    return made


def _fill(values: dict[str, Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in TABLES.split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
    with connection.cursor() as cursor:
        # A vacuum, as the server's own comes by: else who reads first writes every page once.
        cursor.execute("VACUUM ANALYZE")
