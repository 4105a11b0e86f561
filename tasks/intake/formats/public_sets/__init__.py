"""Research sets as their authors published them, each with a reader of its own where the vocabulary is not enough."""
