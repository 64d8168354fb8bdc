"""kubectl's dialect of JSONPath: templates of text and `{...}` expressions.

Follows kubernetes client-go util/jsonpath. Where upstream walks a Go map in random order (`.*`, `..`), keys are sorted
here.
"""

from app.kubectl.output.jsonpath.evaluate import evaluate, render, render_json
from app.kubectl.output.jsonpath.nodes import JSONPathError
from app.kubectl.output.jsonpath.parse import parse
from app.kubectl.output.jsonpath.printer import JSONPathPrinter
from app.kubectl.output.jsonpath.relaxed import relaxed_expression

__all__ = [
    "JSONPathError",
    "JSONPathPrinter",
    "evaluate",
    "parse",
    "relaxed_expression",
    "render",
    "render_json",
]
