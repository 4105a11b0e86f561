"""Logins: how one comes to be, what secrets it holds, and what its owner prefers."""
