"""Whether a text is a cron schedule, and what the real parser says when it is not.

Follows github.com/robfig/cron/v3 parser.go: ParseStandard.
"""

from __future__ import annotations

import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS: tuple[tuple[int, int, dict[str, int]], ...] = (
    (0, 59, {}),
    (0, 23, {}),
    (1, 31, {}),
    (1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}),
    (0, 6, {name: number for number, name in enumerate(_DAYS)}),
)
_DESCRIPTORS = {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}


def schedule_error(text: str) -> str:
    """What is wrong with the schedule; empty when nothing is."""
    if not text:
        return "empty spec string"
    if text.startswith(("TZ=", "CRON_TZ=")):
        text = text.partition(" ")[2].strip()
    if text.startswith("@"):
        return _descriptor(text)
    fields = text.split()
    if len(fields) != len(_FIELDS):
        return f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]"
    for field, (low, high, names) in zip(fields, _FIELDS, strict=True):
        for part in filter(None, field.split(",")):
            problem = _range(part, low, high, names)
            if problem:
                return problem
    return ""


def _descriptor(text: str) -> str:
    if text in _DESCRIPTORS:
        return ""
    if text.startswith("@every "):
        length = text.removeprefix("@every ")
        good = re.fullmatch(r"[-+]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+", length)
        return "" if good else f'failed to parse duration {text}: time: invalid duration "{length}"'
    return f"unrecognized descriptor: {text}"


def _range(expression: str, low: int, high: int, names: dict[str, int]) -> str:
    span, *steps = expression.split("/")
    bounds = span.split("-")
    start, end = low, high
    if bounds[0] not in {"*", "?"}:
        if len(bounds) > 2:
            return f"too many hyphens: {expression}"
        numbers = [_number(bound, expression, names) for bound in bounds]
        problem = next((number for number in numbers if isinstance(number, str)), None)
        if problem is not None:
            return problem
        start, end = int(numbers[0]), int(numbers[-1])
    if len(steps) > 1:
        return f"too many slashes: {expression}"
    step = _number(steps[0], expression, {}) if steps else 1
    if isinstance(step, str):
        return step
    if steps and len(bounds) == 1:
        end = high
    return _bounds(expression, start, end, low, high, step)


def _bounds(expression: str, start: int, end: int, low: int, high: int, step: int) -> str:
    if start < low:
        return f"beginning of range ({start}) below minimum ({low}): {expression}"
    if end > high:
        return f"end of range ({end}) above maximum ({high}): {expression}"
    if start > end:
        return f"beginning of range ({start}) beyond end of range ({end}): {expression}"
    return "" if step else f"step of range should be a positive number: {expression}"


def _number(text: str, expression: str, names: dict[str, int]) -> int | str:
    if text.lower() in names:
        return names[text.lower()]
    if not re.fullmatch(r"[-+]?\d+", text):
        return f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": invalid syntax'
    number = int(text)
    return number if number >= 0 else f"negative number ({number}) not allowed: {expression}"
