"""Variables in texts and commands: `{{pod "app=web"}}` stands for what the lab has at that moment.

Names are ours, and only they count: `{{range .items}}` and other templates stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from app.lessons.evidence import Evidence, Object
from app.lessons.selection import is_terminating, name_of
from app.lessons.text import Text


@dataclass(frozen=True)
class Kind:
    """A variable: how many arguments it takes, what it stands for, and how its value is found (None: not there)."""

    least: int
    most: int
    help: str
    example: str
    value: Callable[[Evidence, Sequence[str]], str | None]


@dataclass(frozen=True)
class Variable:
    """A variable as a text has it: `Variable("pod", ("app=web",))`."""

    name: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join([self.name, *(f'"{argument}"' for argument in self.arguments)])

    @property
    def placeholder(self) -> str:
        """What stands there while the lab has no value for it."""
        return f"‹{self.name}›"

    def value(self, evidence: Evidence) -> str | None:
        """What the lab has for it now."""
        return KINDS[self.name].value(evidence, self.arguments)


def _listed(evidence: Evidence, word: str, namespace: str | None) -> Iterator[Object]:
    for resource in evidence.resources(word)[:1]:
        yield from evidence.objects(resource, namespace if resource.namespaced else None)


def _pod(evidence: Evidence, arguments: Sequence[str]) -> Object | None:
    """The first running pod with such labels; one that does not run yet where there is no other."""
    labels = dict(part.strip().partition("=")[::2] for part in arguments[0].split(",") if part.strip())
    namespace = arguments[1] if len(arguments) > 1 else "default"
    found = [
        pod
        for pod in _listed(evidence, "pods", namespace)
        if labels.items() <= (pod["metadata"].get("labels") or {}).items() and not is_terminating(pod)
    ]
    running = [pod for pod in found if (pod.get("status") or {}).get("phase") == "Running"]
    return next(iter([*running, *found]), None)


def _of_pod(*path: str) -> Callable[[Evidence, Sequence[str]], str | None]:
    return lambda evidence, arguments: _text(_below(_pod(evidence, arguments), path))


def _node_ip(evidence: Evidence, arguments: Sequence[str]) -> str | None:
    for node in _listed(evidence, "nodes", None):
        if not arguments or name_of(node) == arguments[0]:
            for address in (node.get("status") or {}).get("addresses") or ():
                if address.get("type") == "InternalIP":
                    return str(address["address"])
    return None


def _service(*path: str | int) -> Callable[[Evidence, Sequence[str]], str | None]:
    def value(evidence: Evidence, arguments: Sequence[str]) -> str | None:
        return _text(_below(_named(evidence, "services", *arguments), path))

    return value


def _named(evidence: Evidence, word: str, name: str, namespace: str = "default") -> Object | None:
    return next((found for found in _listed(evidence, word, namespace) if name_of(found) == name), None)


_STEP = re.compile(r"\.((?:\\.|[^.\[\\])+)|\[(\d+)\]")


def _get(evidence: Evidence, arguments: Sequence[str]) -> str | None:
    kind, _, name = arguments[0].partition("/")
    path = [int(index) if index else key.replace("\\", "") for key, index in _STEP.findall(arguments[1])]
    return _text(_below(_named(evidence, kind, name, *arguments[2:]), path))


def _below(value: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, Mapping | list):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


KINDS = {
    "pod": Kind(1, 2, "the name of a pod with these labels, a running one first; then its namespace",
                'pod "app=web"', _of_pod("metadata", "name")),
    "pod_ip": Kind(1, 2, "its address", 'pod_ip "app=web" "shop"', _of_pod("status", "podIP")),
    "node_of": Kind(1, 2, "the node on which it runs", 'node_of "app=web"', _of_pod("spec", "nodeName")),
    "node_ip": Kind(0, 1, "the address of a node, the first if none is named", 'node_ip "node01"', _node_ip),
    "service_ip": Kind(1, 2, "a Service's cluster IP; then its namespace", 'service_ip "web"',
                       _service("spec", "clusterIP")),
    "node_port": Kind(1, 2, "the node port of a Service's first port", 'node_port "web"',
                      _service("spec", "ports", 0, "nodePort")),
    "get": Kind(2, 3, "a field of any object; then its namespace", 'get "service/web" ".spec.ports[0].port"', _get),
}  # fmt: skip
_VARIABLE = re.compile(r'\{\{\s*([a-z_]+)((?:\s+"[^"\n]*")*)\s*\}\}')
_BEGUN = re.compile(r"\{\{\s*(" + "|".join(KINDS) + r")\b[^{}\n]*\}\}")
_NOBODYS = {"end", "else", "break", "continue"}  # words of Go templates
_ARGUMENT = re.compile(r'"([^"]*)"')


def _read(found: re.Match[str]) -> Variable | None:
    variable = Variable(found[1], tuple(_ARGUMENT.findall(found[2])))
    kind = KINDS.get(variable.name)
    return variable if kind and kind.least <= len(variable.arguments) <= kind.most else None


def variables(text: str) -> list[Variable]:
    """Those of a text, each once."""
    return list(dict.fromkeys(one for found in _VARIABLE.finditer(text) if (one := _read(found)) is not None))


def replaced(text: str, by: Callable[[Variable], str]) -> str:
    """A text with something in place of its variables."""

    def one(found: re.Match[str]) -> str:
        variable = _read(found)
        return found[0] if variable is None else by(variable)

    return _VARIABLE.sub(one, text)


def filled(text: str, evidence: Evidence) -> str:
    """A text with its variables' values; what is not there becomes a placeholder."""
    return replaced(text, lambda variable: variable.value(evidence) or variable.placeholder)


def filled_text(text: Text, evidence: Evidence) -> Text:
    """The same in every language."""
    return Text({language: filled(words, evidence) for language, words in text.by_language.items()})


def mistakes(text: str) -> Iterator[tuple[int, str, str]]:
    """What looks like a variable and is none: line (from 0), message, remedy."""
    for number, line in enumerate(text.split("\n")):
        for found in _BEGUN.finditer(line):
            whole = _VARIABLE.fullmatch(found[0])
            if whole is None or _read(whole) is None:
                example = "{{" + KINDS[found[1]].example + "}}"
                yield number, f"the variable {found[0]} is not written as it should be", f"for example: {example}"


def strangers(text: str) -> Iterator[tuple[int, str]]:
    """Words in `{{ }}` that no variable has, nor any template: line (from 0) and word."""
    for number, line in enumerate(text.split("\n")):
        for found in _VARIABLE.finditer(line):
            meant = not found[2] or get_close_matches(found[1], KINDS, n=1, cutoff=0.7)
            if meant and found[1] not in KINDS and found[1] not in _NOBODYS:
                yield number, found[1]
