"""The HTTP API of the work itself: batches, assignments, ratings, exports."""
