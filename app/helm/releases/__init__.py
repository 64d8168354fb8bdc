"""Releases: what Helm remembers of every installation, and where."""
