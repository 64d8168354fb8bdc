"""The function libraries of an expression: CEL's own and what Kubernetes 1.36 adds to it.

Follows kubernetes apiserver/pkg/cel/environment/base.go. Missing: the image library.
"""

from __future__ import annotations

from functools import cache

from app.cluster.cel.functions import Functions
from app.cluster.cel.library import (
    authorizers,
    formats,
    lists,
    networks,
    operators,
    optionals,
    quantities,
    strings,
    times,
    versions,
)


@cache
def standard() -> Functions:
    """Every function there is."""
    functions = Functions()
    for module in (operators, times, strings, lists, optionals, networks, quantities, versions, formats, authorizers):
        module.declare(functions)
    return functions
