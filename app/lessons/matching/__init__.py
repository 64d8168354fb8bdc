"""Does a found value fit a pattern? Partial objects, lists free of order, operators; and by how little it misses.

misses({"spec": {"replicas": {"at least": 3}}}, deployment)   -> []  or  [Miss("spec.replicas", ...), ...]
"""

from app.lessons.matching.operators import OPERATORS, Operator
from app.lessons.matching.partial import misses, pattern_problems
from app.lessons.matching.values import Miss

__all__ = ["OPERATORS", "Miss", "Operator", "misses", "pattern_problems"]
