"""Middleware and small views that keep a request small, slow enough, named and answered safely."""
