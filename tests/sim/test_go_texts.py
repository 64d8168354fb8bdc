"""What Go's standard library prints and reads: durations, base64."""

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sim import go_base64
from app.sim.go_durations import HOUR, SECOND, duration_text, parse_duration


@given(st.integers(-(1 << 63) + 1, (1 << 63) - 1))
def test_a_duration_reads_its_own_text(nanoseconds: int) -> None:
    assert parse_duration(duration_text(nanoseconds)) == nanoseconds


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [(0, "0s"), (1, "1ns"), (1_500, "1.5µs"), (-2_000_000, "-2ms"), (60 * SECOND, "1m0s"),
     (HOUR + SECOND // 2, "1h0m0.5s")],
)  # fmt: skip
def test_durations_are_printed_in_hours_minutes_and_seconds(nanoseconds: int, text: str) -> None:
    assert duration_text(nanoseconds) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", 'time: invalid duration ""'),
        ("--1s", 'time: invalid duration "--1s"'),
        ("1", 'time: missing unit in duration "1"'),
        (".s", 'time: invalid duration ".s"'),
        ("1d", 'time: unknown unit "d" in duration "1d"'),
        ("9999999h", 'time: invalid duration "9999999h"'),
    ],
)
def test_what_is_no_duration(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        parse_duration(text)


@given(st.binary())
def test_base64_is_read_across_lines(data: bytes) -> None:
    text = "\n".join(base64.b64encode(data).decode())
    assert go_base64.decode(text) == data


@pytest.mark.parametrize(
    ("text", "byte"),
    [("YQ=x", 2), ("YQ=", 3), ("Y", 0), ("YQ==YQ==", 4), ("A===", 1), ("=", 0), ("YWI=x", 4), ("YW*i", 2), ("YWI", 0),
     ("YQ\n=x", 3), ("YQ= =", 2)],
)  # fmt: skip
def test_where_base64_ends(text: str, byte: int) -> None:
    with pytest.raises(ValueError, match=f"^illegal base64 data at input byte {byte}$"):
        go_base64.decode(text)
