"""How a finished export reaches people: its page, its files whole or in part, the archive, links, and what to type."""
