"""A lab as checks see it, written down: the fake at the seam `app.lessons.evidence.Evidence`."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.lessons.check import Check, Verdict
from app.lessons.checks import read_check
from app.lessons.evidence import Finished, HttpAnswer, Object, Program, Resource, ScriptRan
from app.lessons.reading import Source

PODS = Resource("", "pods", "Pod", True)
NODES = Resource("", "nodes", "Node", False)
SERVICES = Resource("", "services", "Service", True)
EVENTS = Resource("", "events", "Event", True)
DEPLOYMENTS = Resource("apps", "deployments", "Deployment", True)
REPLICASETS = Resource("apps", "replicasets", "ReplicaSet", True)

WORDS = {
    **dict.fromkeys(("po", "pod", "pods", "Pod"), (PODS,)),
    **dict.fromkeys(("no", "node", "nodes"), (NODES,)),
    **dict.fromkeys(("svc", "service", "services"), (SERVICES,)),
    **dict.fromkeys(("ev", "event", "events"), (EVENTS,)),
    **dict.fromkeys(("deploy", "deployment", "deployments", "deployments.apps"), (DEPLOYMENTS,)),
    **dict.fromkeys(("rs", "replicaset", "replicasets"), (REPLICASETS,)),
    "all": (PODS, SERVICES, DEPLOYMENTS, REPLICASETS),
}


@dataclass
class World:
    """Evidence made of lists. Objects are found by their kind."""

    stored: list[dict[str, Any]] = field(default_factory=list)
    commands: list[Finished] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    variables: dict[int, dict[str, str]] = field(default_factory=dict)
    running: list[Program] = field(default_factory=list)
    replies: dict[str, HttpAnswer] = field(default_factory=dict)
    scripts: dict[str, ScriptRan] = field(default_factory=dict)
    answered: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clock: float = 1000.0
    start: float = 1000.0
    noted: dict[str, Any] = field(default_factory=dict)

    def resources(self, word: str) -> Sequence[Resource]:
        return WORDS.get(word, ())

    def objects(self, resource: Resource, namespace: str | None = None, name: str | None = None) -> Iterable[Object]:
        for found in self.stored:
            metadata = found["metadata"]
            if found["kind"] != resource.kind or (name is not None and metadata["name"] != name):
                continue
            if namespace is None or metadata.get("namespace", "") == namespace:
                yield found

    def finished(self) -> Sequence[Finished]:
        return self.commands

    def file(self, path: str) -> bytes | None:
        return self.files.get(path)

    def env(self) -> Mapping[int, Mapping[str, str]]:
        return self.variables

    def programs(self) -> Sequence[Program]:
        return self.running

    def answers(self) -> Mapping[str, tuple[str, ...]]:
        return self.answered

    def now(self) -> float:
        return self.clock

    def began(self) -> float:
        return self.start

    def notes(self) -> dict[str, Any]:
        return self.noted

    async def http(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpAnswer | None:
        return self.replies.get(f"{method} {url}")

    async def script(self, text: str, seconds: float) -> ScriptRan | None:
        return self.scripts.get(text.strip())


def obj(
    kind: str, name: str, /, *, namespace: str = "default", labels: dict[str, str] | None = None, **rest: Any
) -> Any:
    """An object; cluster-scoped ones have no namespace, whatever is said."""
    metadata: dict[str, Any] = {"name": name, "labels": labels or {}}
    if kind != "Node":
        metadata["namespace"] = namespace
    if rest.pop("deleted", False):
        metadata["deletionTimestamp"] = "2026-11-23T00:00:00Z"
    return {"kind": kind, "metadata": metadata, **rest}


def ran(
    line: str, status: int = 0, output: str = "", *, terminal: int = 1, namespace: str = "default", at: float = 1000.0
) -> Finished:
    """A command of its own."""
    return Finished(terminal, tuple(shlex.split(line)), line, status, output, namespace, at)


def typed(line: str, status: int = 0) -> Finished:
    """A line as a whole, as the shell took it."""
    return Finished(1, (), line, status)


def program(line: str, terminal: int = 2) -> Program:
    """A program that runs."""
    return Program(terminal, tuple(shlex.split(line)))


def check(text: str) -> Check:
    """A check from its YAML."""
    source = Source("lesson.yaml")
    value = source.parse(text.encode())
    assert value is not None, source.errors
    found = read_check(source, value, texts="all" if "says" in value.data else "none")
    assert found is not None and not source.errors, source.errors
    return found


def verdict(text: str, world: World) -> Verdict:
    """What a check says of a world."""
    return asyncio.run(check(text).holds(world))
