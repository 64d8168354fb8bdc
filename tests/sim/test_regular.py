"""What is no regular expression, in the words that kubectl 1.37 has for it."""

from __future__ import annotations

import pytest

from app.sim.regular import PatternError, compiled


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("x(a", "missing closing ): `x(a`"),
        ("[a", "missing closing ]: `[a`"),
        ("a)", "unexpected ): `a)`"),
        ("+", "missing argument to repetition operator: `+`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("\\", "trailing backslash at end of expression: ``"),
        ("(?<=a)", "invalid named capture: `(?<=a)`"),
        ("[z-a]", "invalid character class range: `z-a`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("\\8", "invalid escape sequence: `\\8`"),
    ],
)
def test_patterns_that_are_none(pattern, problem):
    with pytest.raises(PatternError) as raised:
        compiled(pattern)
    assert str(raised.value) == f"error parsing regexp: {problem}"
