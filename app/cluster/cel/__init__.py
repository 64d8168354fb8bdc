"""CEL, the Common Expression Language, as a Kubernetes API server has it: parsed, type-checked, then run.

    program = compile_expression("self.replicas <= 3", {"self": DYN})
    program.run({"self": {"replicas": 2}})     # True

Both steps raise CelError in cel-go's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.cluster.cel.checker import Checker
from app.cluster.cel.interpreter import Run, Variables, plan
from app.cluster.cel.library import standard
from app.cluster.cel.literals import check_literals
from app.cluster.cel.meter import EXCEEDED, METER, CostLimitError
from app.cluster.cel.parser import parse
from app.cluster.cel.tree import Node
from app.cluster.cel.types import BOOL, DYN, STRING, Type
from app.cluster.cel.values import CelError

__all__ = ["BOOL", "DYN", "STRING", "CelError", "Program", "Type", "compile_expression"]


@dataclass(frozen=True)
class Program:
    """A compiled expression: its type, the variables it uses, and how to run it."""

    source: str
    result: Type
    names: frozenset[str]
    tree: Node
    _run: Run

    def run(self, variables: Variables) -> object:
        """The value with these variables (anything that has `[name]`); CelError when there is none."""
        if METER.running:  # as part of another expression
            return self._run(variables)
        METER.spent, METER.running = 0, True
        try:
            return self._run(variables)
        except RecursionError:
            raise CelError("max recursion depth exceeded") from None
        except CostLimitError:
            raise CelError(EXCEEDED) from None
        finally:
            METER.running = False


def compile_expression(source: str, variables: Mapping[str, Type], structs: tuple[str, ...] = ()) -> Program:
    """Compile; CelError with every issue, as cel-go displays them. `structs` are message types that may be built."""
    tree, issues = parse(source)
    if tree is None:
        raise CelError(str(issues))
    checker = Checker(issues, variables, standard(), structs)
    result = checker.check(tree)
    if not issues.found:
        check_literals(tree, issues)
    if issues.found:
        raise CelError(str(issues))
    return Program(source, result, frozenset(checker.names), tree, plan(tree, standard()))
