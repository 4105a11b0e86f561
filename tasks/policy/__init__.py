"""The settings of projects and batches: which there are, what they may be, and what a change of them touches."""
