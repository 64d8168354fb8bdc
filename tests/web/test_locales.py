from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from app.web import language
from tests.web.conftest import STATIC

TEMPLATES = Path(language.__file__).with_name("templates")
# keys made at run time: their stems, and where they come from
MADE = {
    "level.": "a lesson's level",
    "theme.": "THEMES",
    "lesson.solution_answer": "states.py",
    "play.release_": "play.py",
    "unreached.": "what UnreachedError says, and doors.py",
}


def _used_in_templates() -> set[str]:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    return set(re.findall(r"""\bt\("([\w.]+)"[,)]""", pages))


def _used_in_scripts() -> set[str]:
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (STATIC / "js").glob("*.js"))
    return {key for key in language.page_texts("en") if re.search(rf"""['"]{key}['"]""", scripts)}


def _asked_in_scripts() -> set[str]:
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (STATIC / "js").glob("*.js"))
    return set(re.findall(r"""\bt\('([\w.]+)'""", scripts))


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_language_has_the_same_keys(code: str) -> None:
    assert set(language.texts(code)) == set(language.texts("en"))


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_text_has_the_same_values_as_in_english(code: str) -> None:
    def values(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}

    differing = {key for key, text in language.texts(code).items() if values(text) != values(language.texts("en")[key])}
    assert differing == set()


@pytest.mark.parametrize("code", [code for code in language.LANGUAGES if code != "en"])
def test_nothing_is_left_in_english(code: str) -> None:
    same = {key for key, text in language.texts(code).items() if text == language.texts("en")[key]}
    assert same == {"site.name"}


def test_pages_ask_only_for_texts_that_are_there() -> None:
    assert _used_in_templates() - set(language.texts("en")) == set()
    assert _asked_in_scripts() - set(language.page_texts("en")) == set()


def test_no_text_is_unused() -> None:
    of_pages = {key for key in language.texts("en") if not key.startswith("js.")}
    unused = of_pages - _used_in_templates()
    assert {key for key in unused if not key.startswith(tuple(MADE))} == set()
    assert set(language.page_texts("en")) - _used_in_scripts() == set()
