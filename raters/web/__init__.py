"""The pages about people: the start, the profile, invitations, and what every page shows around its content."""
