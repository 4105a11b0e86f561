-- The one rule of who may be given, may open and may submit an item: null when nothing stands against it, else why not.
-- The places in braces are SQL expressions of the statement that asks. What it knows already it gives; the rest is asked
-- by the expressions of `door.py`: is_member, needed (the project's skills), held, languages, stopped_for, n_passed and
-- most_passed within the hour. A language that nobody can declare, and an item of which none is known, are everybody's.
-- What is open already may be finished under the last reasons (`LEAVE_OPEN`). Skips stop at the limit by themselves; a
-- rating that could not judge is always taken, and beyond the limit nothing more is given until the hour allows it.
CASE WHEN {state} = 'closed' THEN 'closed'
     WHEN {is_active} IS NOT TRUE THEN 'inactive'
     WHEN NOT {is_member} THEN 'not_member'
     WHEN NOT {skills} || {needed} <@ {held} THEN 'not_qualified'
     WHEN {state} <> 'open' THEN {state}
     WHEN {stopped_for} <> '' THEN {stopped_for}
     WHEN {n_passed} > {most_passed} THEN 'too_many_skips'
     WHEN {languages} <> '{{}}' AND split_part({language}, '-', 1) = ANY ('{routed}')
          AND NOT split_part({language}, '-', 1) = ANY ({languages}) THEN 'other_language'
END
