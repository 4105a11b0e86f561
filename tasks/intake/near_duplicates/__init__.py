"""Which prompts of a project are near duplicates: a pass of its own, so that no split parts them."""
