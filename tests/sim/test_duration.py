from __future__ import annotations

import pytest

from app.sim.duration import human_duration, short_human_duration

MINUTE, HOUR, DAY = 60, 3600, 86400
YEAR = 365 * DAY


@pytest.mark.parametrize(
    ("seconds", "human", "short"),
    [
        (-2, "<invalid>", "<invalid>"),
        (-1, "0s", "0s"),
        (-0.5, "0s", "0s"),
        (0, "0s", "0s"),
        (59.9, "59s", "59s"),
        (119, "119s", "1m"),
        (120, "2m", "2m"),
        (3 * MINUTE + 20, "3m20s", "3m"),
        (10 * MINUTE + 5, "10m", "10m"),
        (179 * MINUTE, "179m", "2h"),
        (3 * HOUR, "3h", "3h"),
        (7 * HOUR + 59 * MINUTE, "7h59m", "7h"),
        (8 * HOUR + 59 * MINUTE, "8h", "8h"),
        (47 * HOUR, "47h", "1d"),
        (2 * DAY, "2d", "2d"),
        (4 * DAY + 2 * HOUR, "4d2h", "4d"),
        (8 * DAY + 5 * HOUR, "8d", "8d"),
        (2 * YEAR - HOUR, "729d", "1y"),
        (2 * YEAR, "2y", "2y"),
        (2 * YEAR + 35 * DAY, "2y35d", "2y"),
        (9 * YEAR + 35 * DAY, "9y", "9y"),
    ],
)
def test_ages(seconds: float, human: str, short: str) -> None:
    assert human_duration(seconds) == human
    assert short_human_duration(seconds) == short
