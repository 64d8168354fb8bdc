"""`-o jsonpath`, `-o jsonpath-file` and `-o jsonpath-as-json`.

Follows kubernetes cli-runtime pkg/printers/jsonpath.go and pkg/genericclioptions/jsonpath_flags.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.output.errors import OutputError
from app.kubectl.output.golang.printing import go_syntax
from app.kubectl.output.jsonpath.evaluate import evaluate, render, render_json
from app.kubectl.output.jsonpath.nodes import JSONPathError
from app.kubectl.output.jsonpath.parse import parse
from app.sim.go_strings import quote


class JSONPathPrinter:
    """A parsed template, ready to print objects."""

    def __init__(self, template: str, *, allow_missing_keys: bool = True, as_json: bool = False) -> None:
        """Raises OutputError for a template that is empty or wrong."""
        if not template:
            raise OutputError("template format specified but no template given")
        self.template = template
        self.allow_missing_keys = allow_missing_keys
        self.as_json = as_json
        try:
            self._parsed = parse(template)
        except JSONPathError as error:
            raise OutputError(f"error parsing jsonpath {template}, {error}\n") from None

    def print(self, obj: dict[str, Any]) -> str:
        """The text of one object (a list is one object); raises OutputError with the object written out."""
        try:
            results = evaluate(self._parsed, obj, allow_missing_keys=self.allow_missing_keys)
        except JSONPathError as error:
            raise OutputError(
                f"error executing jsonpath {quote(self.template)}: Error executing template: {error}."
                " Printing more information for debugging the template:\n"
                f"\ttemplate was:\n\t\t{self.template}\n"
                f"\tobject given to jsonpath engine was:\n\t\t{go_syntax(obj)}\n\n\n"
            ) from None
        return render_json(results) if self.as_json else render(results)
