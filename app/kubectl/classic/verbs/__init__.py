"""Verbs that were different in kubectl 1.8."""
