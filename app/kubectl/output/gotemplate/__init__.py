"""Go's text/template, as far as decoded JSON goes: kubectl's `-o go-template`."""

from app.kubectl.output.gotemplate.execute import Execution, execute
from app.kubectl.output.gotemplate.failures import ExecutionError, Failure
from app.kubectl.output.gotemplate.parse import Template, TemplateSyntaxError, parse
from app.kubectl.output.gotemplate.printer import GoTemplatePrinter

__all__ = [
    "Execution",
    "ExecutionError",
    "Failure",
    "GoTemplatePrinter",
    "Template",
    "TemplateSyntaxError",
    "execute",
    "parse",
]
