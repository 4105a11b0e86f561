"""What belongs to an export: chosen by its policy, split, without repeats, and frozen in one snapshot."""
