"""Quoting a text for the shell."""

from __future__ import annotations


def quote(text: str) -> str:
    """A word that expands to exactly this text."""
    return "'" + text.replace("'", "'\\''") + "'"
