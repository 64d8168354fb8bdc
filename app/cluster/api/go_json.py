"""JSON text as Go reads it: duplicates remembered, syntax errors in Go's words.

Only a text that does not parse is looked at by app.sim.json_syntax.
"""

from __future__ import annotations

import json
from typing import Any

from app.cluster.api.go_decode import Duplicates
from app.cluster.api.go_values import GoError
from app.sim.json_syntax import syntax_error


def _collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) == len(pairs):
        return result
    marked = Duplicates(result)
    names = [name for name, _ in pairs]
    marked.repeated = frozenset(name for name in names if names.count(name) > 1)
    return marked


def _refuse(name: str) -> float:
    raise ValueError(name)


def loads(text: str) -> Any:
    """The parsed document, objects with repeated keys as Duplicates; raises GoError with Go's message."""
    try:
        return json.loads(text, object_pairs_hook=_collect, parse_constant=_refuse)
    except ValueError as error:
        raise GoError(syntax_error(text) or str(error)) from error
    except RecursionError as error:
        raise GoError("exceeded max depth") from error
