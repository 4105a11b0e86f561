"""Django's backend for PostgreSQL, with one answer of its own. Settings name this package as the engine."""
