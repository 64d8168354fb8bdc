"""HTML between the Markdown: what unfolds, and what our pages do not show."""

from __future__ import annotations

import re

_DETAILS = re.compile(r"<details\b[^>]*>|</details\s*>|<summary\b[^>]*>(.*?)</summary\s*>", re.I | re.S)
_UNSHOWN = re.compile(r"<(script|style|iframe|video|audio|object|embed|form|input|button|svg|font|center)\b", re.I)
_OPEN = re.compile(r"[ \t]*(<details\b[^>]*>)\s*(<summary\b[^>]*>.*?</summary\s*>)?[ \t]*", re.I | re.S)
_CLOSE = re.compile(r"[ \t]*(</details\s*>)", re.I)


def open_details(before: list[str], text: str) -> list[str]:
    """The summaries of the `<details>` that are open after a text, given those that were open before it."""
    now = list(before)
    for found in _DETAILS.finditer(text):
        if found[0].lower().startswith("<details"):
            now.append("")
        elif found[0].lower().startswith("</"):
            now = now[:-1]
        elif now:
            now[-1] = re.sub(r"<[^>]*>", "", found[1]).strip()
    return now


def with_room(text: str) -> str:
    """Empty lines inside `<details>`, so that what they hold is read as Markdown."""
    text = _OPEN.sub(lambda found: f"\n\n{found[1]}{found[2] or ''}\n\n", text)
    return _CLOSE.sub(lambda found: f"\n\n{found[1]}\n\n", text)


def dropped_tags(text: str) -> list[tuple[str, int]]:
    """Elements that are cleaned away from our pages: name, and lines from the text's first."""
    return [(found[1].lower(), text[: found.start()].count("\n")) for found in _UNSHOWN.finditer(text)]
