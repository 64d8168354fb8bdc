"""What Go's time.Parse finds wrong with a time in RFC 3339.

Follows go time/format.go: Parse, which names the first piece of the layout that does not fit.
"""

from __future__ import annotations

import re
from datetime import datetime

RFC3339 = "2006-01-02T15:04:05Z07:00"
_PARTS = (
    (r"\d{4}", "2006"),
    ("-", "-"),
    (r"\d{2}", "01"),
    ("-", "-"),
    (r"\d{2}", "02"),
    ("T", "T"),
    (r"\d{2}", "15"),
    (":", ":"),
    (r"\d{2}", "04"),
    (":", ":"),
    (r"\d{2}(?:\.\d+)?", "05"),
    (r"Z|[-+]\d{2}:\d{2}", "Z07:00"),
)
_LIMITS = {2: (1, 12, "month"), 4: (1, 31, "day"), 6: (0, 23, "hour"), 8: (0, 59, "minute"), 10: (0, 59, "second")}


def time_problem(text: str, layout: str = RFC3339) -> str:
    """The message of time.Parse; empty when the text is a time. `layout` is only named in the message."""
    rest = text
    for index, (pattern, piece) in enumerate(_PARTS):
        match = re.match(pattern, rest)
        if match is None:
            return f'parsing time "{text}" as "{layout}": cannot parse "{rest}" as "{piece}"'
        limits = _LIMITS.get(index)
        if limits and not limits[0] <= int(match[0].split(".")[0]) <= limits[1]:
            return f'parsing time "{text}": {limits[2]} out of range'
        rest = rest[match.end() :]
    if rest:
        return f'parsing time "{text}": extra text: "{rest}"'
    try:
        datetime.fromisoformat(text[:10])
    except ValueError:
        return f'parsing time "{text}": day out of range'
    return ""
