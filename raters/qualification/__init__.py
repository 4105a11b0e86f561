"""Who is able to judge what."""
