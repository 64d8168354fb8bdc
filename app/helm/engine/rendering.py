"""Renders charts: every template file of a chart and its subcharts, with the values in their scope.

Follows helm pkg/engine/engine.go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.helm.engine.execution import ChartExecution
from app.helm.engine.functions.registry import functions
from app.helm.engine.templates import TemplateSet
from app.helm.engine.tracing import ANNOUNCED, RenderError, TemplateCause, announced, located, parse_problem
from app.kubectl.output.gotemplate.builtins import CallError, Function
from app.kubectl.output.gotemplate.failures import ExecutionError
from app.kubectl.output.gotemplate.parse import TemplateSyntaxError
from app.sim.go_strings import quote
from app.sim.randomness import Randomness

_MAX_NESTING = 45  # include and tpl inside each other; helm stops at 1000 of the same name
Lookup = Callable[[str, str, str, str], dict[str, Any]]
Log = Callable[[str, str, str], None]


@dataclass(frozen=True)
class Renderable:
    """A template file: its text, the values it sees, and the folder of its chart's templates."""

    text: str
    values: dict[str, Any]
    base_path: str


@dataclass(frozen=True)
class Options:
    """How to render. `lookup` asks the cluster (none: answers are empty); `log` takes lint's notes."""

    now: float
    randomness: Randomness
    strict: bool = False
    lint: bool = False
    lookup: Lookup | None = None
    log: Log | None = None


def render(files: Mapping[str, Renderable], options: Options) -> dict[str, str]:
    """The text of every file that is no partial; RenderError in Helm's words."""
    return _Rendering(files, options).result()


def order(names: Mapping[str, Any]) -> list[str]:
    """Files deep in folders first, so that those above them win."""
    return sorted(names, key=lambda name: (name.count("/"), name), reverse=True)


class _Rendering:
    def __init__(self, files: Mapping[str, Renderable], options: Options) -> None:
        self.files, self.options = files, options
        self.depth = 0
        self.templates = TemplateSet()
        self.functions = functions(options.now, options.randomness) | {
            "include": Function(self.include, ("string", "any")),
            "tpl": Function(self.tpl, ("string", "any")),
            "required": Function(self.required, ("string", "any")),
            "fail": Function(self.fail, ("string",)),
            "lookup": Function(self.lookup, ("string", "string", "string", "string")),
            "getHostByName": Function(lambda name: "", ("string",)),  # without --enable-dns nothing is asked
        }

    def result(self) -> dict[str, str]:
        for name in order(self.files):
            try:
                self.templates.add(name, self.files[name].text, self.functions)
            except TemplateSyntaxError as wrong:
                raise parse_problem(name, str(wrong)) from None
        rendered = {}
        for name in order(self.files):
            if name.rpartition("/")[2].startswith("_"):
                continue
            file = self.files[name]
            file.values["Template"] = {"Name": name, "BasePath": file.base_path}
            try:
                rendered[name] = self.run(self.templates, name, file.values)
            except ExecutionError as wrong:
                raise located(name, wrong) from None
        return rendered

    def run(self, templates: TemplateSet, name: str, values: Any) -> str:
        execution = ChartExecution(
            templates.named(name), values, missing_key_error=self.options.strict, functions=self.functions
        )
        return execution.result().replace("<no value>", "")

    def nested(self, templates: TemplateSet, name: str, values: Any) -> str:
        if self.depth >= _MAX_NESTING:
            raise CallError(f"rendering template has a nested reference name: {name}: unable to execute template")
        self.depth += 1
        try:
            return self.run(templates, name, values)
        finally:
            self.depth -= 1

    def include(self, name: str, values: Any) -> str:
        if name not in self.templates.trees:
            message = f"template: no template {quote(name)} associated with template {quote('gotpl')}"
            raise TemplateCause(message)
        try:
            return self.nested(self.templates, name, values)
        except ExecutionError as wrong:
            raise TemplateCause(str(wrong), wrong) from None

    def tpl(self, text: str, values: Any) -> str:
        templates, before = self.templates.copy(), self.templates
        templates.trees.pop("gotpl", None)
        try:
            templates.add("gotpl", text, self.functions)
        except TemplateSyntaxError as wrong:
            raise CallError(f"cannot parse template {quote(text)}: {wrong}") from None
        self.templates = templates
        try:
            return self.nested(templates, "gotpl", values)
        except ExecutionError as wrong:
            raise CallError(f"error during tpl function execution for {quote(text)}: {wrong}") from None
        finally:
            self.templates = before

    def required(self, message: str, value: Any) -> Any:
        if value is not None and value != "":
            return value
        if self.options.lint:
            self.note("WARN", "missing required value", message)
            return ""
        raise announced(message)

    def fail(self, message: str) -> str:
        if self.options.lint:
            self.note("INFO", "funcMap fail", message)
            return ""
        raise announced(message)

    def lookup(self, version: str, kind: str, namespace: str, name: str) -> dict[str, Any]:
        if self.options.lint or self.options.lookup is None:
            return {}
        return self.options.lookup(version, kind, namespace, name)

    def note(self, level: str, title: str, message: str) -> None:
        if self.options.log is not None:
            self.options.log(level, title, message)


__all__ = ["ANNOUNCED", "Options", "RenderError", "Renderable", "render"]
