"""Path expressions as users write them in `--sort-by` and custom columns.

Follows kubernetes kubectl pkg/cmd/get/customcolumn.go: RelaxedJSONPathExpression.
"""

from __future__ import annotations

import re

from app.kubectl.output.jsonpath.nodes import JSONPathError

_EXPRESSION = re.compile(r"\{\.?([^{}]+)\}\Z|\.?([^{}]+)\Z")


def relaxed_expression(path: str) -> str:
    """`x.y`, `.x.y`, `{x.y}` or `{.x.y}` as `{.x.y}`; raises JSONPathError."""
    if not path:
        return path
    match = _EXPRESSION.match(path)
    if match is None:
        raise JSONPathError(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
        )
    return "{." + (match[1] or match[2]) + "}"
