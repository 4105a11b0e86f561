"""Who drifts, leans, hurries, or does not look: numbers with their uncertainty. What follows is decided elsewhere."""
