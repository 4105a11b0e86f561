"""The pages about people: start, profile, invitations, and what every page shows around its content."""
