"""How a program proves who it acts for, and what it may do."""
