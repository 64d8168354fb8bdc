"""Texts in several languages, with English as the one that is always there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FALLBACK = "en"
LANGUAGES = ("en", "ja")


@dataclass(frozen=True)
class Text:
    """The same words per language: `Text({"en": "Nodes", "ja": "ノード"})`."""

    by_language: Mapping[str, str]

    def text(self, language: str) -> str:
        """In that language, or in English where it is not translated."""
        return self.by_language.get(language) or self.by_language.get(FALLBACK) or ""

    def has(self, language: str) -> bool:
        """Whether it is really translated."""
        return bool(self.by_language.get(language))

    def __str__(self) -> str:
        return self.text(FALLBACK)
