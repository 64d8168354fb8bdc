"""CEL expressions, as CRD rules and admission policies use them.

Follows kubernetes apiserver/pkg/cel: the words of run-time errors are cel-go's.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cel


class CelError(ValueError):
    """An expression that cannot be compiled or went wrong; the text is cel-go's as far as it is known."""


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Any:
    try:
        return cel.compile(expression)
    except ValueError as problem:
        raise CelError(f"compilation failed: {problem}") from None


def evaluate(expression: str, variables: dict[str, Any]) -> Any:
    """The value of an expression; CelError when it has none."""
    try:
        return _compiled(expression).execute(variables)
    except KeyError as problem:
        raise CelError(f"no such key: {problem.args[0]}") from None
    except ZeroDivisionError:
        raise CelError("division by zero") from None
    except IndexError:
        raise CelError("index out of bounds") from None
    except (TypeError, ValueError, RuntimeError, OverflowError) as problem:
        raise CelError(str(problem)) from None
