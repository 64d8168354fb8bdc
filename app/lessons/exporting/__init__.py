"""Lessons as scenarios of Killercoda."""
