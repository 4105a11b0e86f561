"""What an export takes and how it says it: settings, their reading, and which items they leave out.

The policy is resolved when the export is asked for (the project's minimum and the format's defaults are written into
it), so that a later change of either does not change what an old export means.
"""

from tasks.exports.policy.definition import Labels, Policy, Repeats, Undecided
from tasks.exports.policy.reading import InvalidPolicy, known, parse

__all__ = ["InvalidPolicy", "Labels", "Policy", "Repeats", "Undecided", "known", "parse"]
