"""Card, Croissant and pictures of an export: what they say, and that they are derived again."""

from __future__ import annotations
