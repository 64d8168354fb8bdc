"""The table of all functions: the template language's, sprig's, and Helm's."""

from __future__ import annotations

from app.helm.engine.functions import (
    chance,
    conversions,
    dates,
    dicts,
    documents,
    encodings,
    keys,
    lists,
    numbers,
    regexes,
    semantic,
    strings,
    types,
)
from app.kubectl.output.gotemplate.builtins import FUNCTIONS as BUILTINS
from app.kubectl.output.gotemplate.builtins import Function
from app.sim.randomness import Randomness

_KUBECTL_ONLY = {"exists", "base64decode"}
STATIC: dict[str, Function] = {name: f for name, f in BUILTINS.items() if name not in _KUBECTL_ONLY}
for _module in (conversions, strings, numbers, lists, dicts, types, semantic, regexes, encodings, dates, documents):
    STATIC |= _module.FUNCTIONS


def functions(now: float, randomness: Randomness) -> dict[str, Function]:
    """Everything but what belongs to one rendering (include, tpl, required, fail, lookup)."""
    return {**STATIC, **dates.table(now), **chance.table(randomness), **keys.table(randomness)}
