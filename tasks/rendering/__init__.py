"""Untrusted text to safe HTML: one renderer and one sanitiser for every text that a model or a person wrote."""
