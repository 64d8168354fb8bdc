"""A set of named templates, each of which knows the file that it came from.

Follows Go's text/template: associated templates share one name space; a later definition replaces an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.kubectl.output.gotemplate.nodes import Node, is_empty
from app.kubectl.output.gotemplate.parse import Template, parse


@dataclass(frozen=True)
class TemplateSet:
    """The trees by name, and where each was written."""

    trees: dict[str, list[Node]] = field(default_factory=dict)
    sources: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, name: str, text: str, functions: Iterable[str]) -> None:
        """Parse a file into the set; TemplateSyntaxError. An empty tree replaces no other."""
        for tree, nodes in parse(name, text, functions).trees.items():
            if tree not in self.trees or not is_empty(nodes):
                self.trees[tree] = nodes
                self.sources[tree] = (name, text)

    def copy(self) -> TemplateSet:
        """A set to which more can be added."""
        return TemplateSet(dict(self.trees), dict(self.sources))

    def named(self, name: str) -> Template:
        """One template of the set, ready to run."""
        return _Member(name, self.sources[name][1], self.trees, self)


@dataclass(frozen=True)
class _Member(Template):
    owner: TemplateSet

    def source(self, tree: str) -> tuple[str, str]:
        return self.owner.sources[tree]
