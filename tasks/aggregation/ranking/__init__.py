"""Which model writes the better answers, from who won against whom."""
