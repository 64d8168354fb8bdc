"""Labels, annotations, selectors and other pairs, a line each.

Follows kubernetes kubectl/pkg/describe/describe.go: printLabelsMultiline, printAnnotationsMultiline; apimachinery
pkg/labels: FormatLabels, Requirement.String; pkg/apis/meta/v1/helpers.go: FormatLabelSelector.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kubectl.describe.text import Text
from app.sim.label_selectors import LabelSelector

LONGEST = 140  # bytes of an annotation's line
LONGEST_CLASSIC = 200
HIDDEN = "kubectl.kubernetes.io/last-applied-configuration"
NONE = "<none>"


def write_lines(text: Text, title: str, lines: list[str], indent: str = "") -> None:
    """`title:` and a line for each; `<none>` without any."""
    text.add(f"{indent}{title}:\t")
    if not lines:
        text.line(NONE)
    for place, line in enumerate(lines):
        if place:
            text.add(indent)
            text.add("\t")
        text.line(line)


def write_labels(text: Text, labels: Mapping[str, str] | None, title: str = "Labels", indent: str = "") -> None:
    """Labels, a line each."""
    write_lines(text, title, [f"{key}={value}" for key, value in sorted((labels or {}).items())], indent)


def write_annotations(
    text: Text, annotations: Mapping[str, str] | None, title: str = "Annotations", *, classic: bool = False
) -> None:
    """Annotations without kubectl's own; long ones get lines of their own, cut off."""
    pairs = sorted((annotations or {}).items())
    if classic:
        write_lines(text, title, [shortened(f"{key}={value}", LONGEST_CLASSIC) for key, value in pairs])
        return
    kept = [(key, value) for key, value in pairs if key != HIDDEN]
    write_lines(text, title, [line for key, value in kept for line in _annotation(key, value.removesuffix("\n"))])


def _annotation(key: str, value: str) -> list[str]:
    if len(value.encode()) + len(key.encode()) + 2 <= LONGEST and "\n" not in value:
        return [f"{key}: {value}"]
    return [f"{key}:", *(f"  {shortened(line, LONGEST - 2)}" for line in value.split("\n"))]


def shortened(line: str, longest: int) -> str:
    """At most `longest` bytes of it."""
    data = line.encode()
    return data[:longest].decode("utf-8", "replace") + "..." if len(data) > longest else line


def format_labels(labels: Mapping[str, str] | None) -> str:
    """`a=b,c=d`, or `<none>`."""
    return ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items())) or NONE


def format_selector(selector: Mapping[str, Any] | None) -> str:
    """A label selector on one line: `app=web,tier in (a,b)`; `<none>` for an empty or missing one."""
    return requirements(selector) or NONE


def requirements(selector: Mapping[str, Any] | None) -> str:
    """A label selector as the API takes it; empty for one that selects everything or nothing."""
    return str(LabelSelector.of(selector))
