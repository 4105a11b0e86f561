"""Ratings and gold that come with lines: what they say of which item, and how they are written."""
