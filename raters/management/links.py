"""Addresses that a command prints for people."""

from raters.accounts.links import invitation_link as invitation_link
