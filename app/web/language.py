"""The page's language: which one a request gets, and its texts from `locales/<language>.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from flask import request

COOKIE = "kubekata_language"
LANGUAGES = {"en": "English", "ja": "日本語"}
DEFAULT = "en"
_FOLDER = Path(__file__).with_name("locales")


@cache
def texts(language: str) -> Mapping[str, str]:
    """Every text of the page by its dotted key, e.g. "catalogue.title"; `{name}` stands for a value."""
    data = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return dict(_flat("", data))


def _flat(prefix: str, data: Mapping[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in data.items():
        if isinstance(value, Mapping):
            found += _flat(f"{prefix}{key}.", value)
        else:
            found.append((f"{prefix}{key}", str(value)))
    return found


def text(language: str, key: str, **values: object) -> str:
    """One text with its values filled in. An unknown key is a bug: KeyError."""
    return texts(language)[key].format_map(values)


def page_texts(language: str) -> dict[str, str]:
    """The texts that scripts use: those under `js.`, without the prefix."""
    return {key.removeprefix("js."): value for key, value in texts(language).items() if key.startswith("js.")}


def request_language() -> str:
    """What the address asks for, the learner's choice (a cookie), the best of Accept-Language, else English."""
    chosen = request.args.get("language", "") or request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), DEFAULT) or DEFAULT
