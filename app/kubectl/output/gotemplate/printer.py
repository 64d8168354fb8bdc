"""`-o go-template` and `-o go-template-file`.

Follows kubernetes cli-runtime pkg/printers/template.go and pkg/genericclioptions/template_flags.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.output.errors import OutputError
from app.kubectl.output.golang.printing import format_value
from app.kubectl.output.golang.values import remarshalled
from app.kubectl.output.gotemplate.builtins import FUNCTIONS
from app.kubectl.output.gotemplate.execute import execute
from app.kubectl.output.gotemplate.failures import ExecutionError
from app.kubectl.output.gotemplate.parse import TemplateSyntaxError, parse
from app.kubectl.output.json_text import compact_json
from app.sim.go_strings import quote


class GoTemplatePrinter:
    """A parsed template, ready to print objects."""

    def __init__(self, template: str, *, allow_missing_keys: bool = True) -> None:
        """Raises OutputError for a template that is empty or wrong."""
        if not template:
            raise OutputError("template format specified but no template given")
        self.template = template
        self.allow_missing_keys = allow_missing_keys
        try:
            self._parsed = parse("output", template, FUNCTIONS)
        except TemplateSyntaxError as error:
            raise OutputError(f"error parsing template {template}, {error}\n") from None

    def print(self, obj: dict[str, Any]) -> str:
        """The text of one object (a list is one object); raises OutputError with what was printed until then."""
        data = remarshalled(obj)
        try:
            return execute(self._parsed, data, missing_key_error=not self.allow_missing_keys)
        except ExecutionError as error:
            debugging = (
                f"Error executing template: {error}. Printing more information for debugging the template:\n"
                f"\ttemplate was:\n\t\t{self.template}\n"
                f"\traw data was:\n\t\t{compact_json(obj)}\n"
                f"\tobject given to template engine was:\n\t\t{format_value(data)}\n\n"
            )
            message = f"error executing template {quote(self.template)}: {error}"
            raise OutputError(message, error.printed + debugging) from None
