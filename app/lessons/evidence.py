"""What checks may see of a lab. `labs` implements it; nothing here knows a cluster, a host or a terminal.

Every answer describes this moment. Only `http` and `script` may wait; the others answer at once from what the lab
already holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Object = Mapping[str, Any]
"""A Kubernetes object as the API server returns it; read only."""

NeedKind = Literal["objects", "commands", "files", "env", "programs", "answers", "time"]


@dataclass(frozen=True)
class Need:
    """Something that a check's answer depends on; it is asked again when that has changed (`time`: when it says so).

    `of` narrows it: for `objects` a resource as the lesson spells it (`deployment`, `po`; resolve it with
    `Evidence.resources`), for `files` an absolute path, for `env` a variable's name; empty means any.
    """

    kind: NeedKind
    of: str = ""


@dataclass(frozen=True)
class Resource:
    """One resource of the API: `Resource("apps", "deployments", "Deployment", True)`."""

    group: str
    plural: str
    kind: str
    namespaced: bool


@dataclass(frozen=True)
class Finished:
    """A command that has ended.

    `argv` are its words after expansion, the program first, one record a program (so every part of a pipeline and
    every `$(...)` that the host runs itself has one). A typed line as a whole may have a record too, with an empty
    `argv` and its source in `text`: that is how commands that live inside the shell (`export`, `echo`) are seen.
    `output` is the head of what it printed, `namespace` the one of kubeconfig's current context when it ended, `at`
    that moment by the lab's clock.
    """

    terminal: int
    argv: tuple[str, ...]
    text: str
    exit: int
    output: str = ""
    namespace: str = "default"
    at: float = 0.0


@dataclass(frozen=True)
class Program:
    """A program that is running in a terminal, in front or in the background."""

    terminal: int
    argv: tuple[str, ...]
    pid: int = 0


@dataclass(frozen=True)
class HttpAnswer:
    """What an HTTP request from the learner's host brought back. Header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class ScriptRan:
    """What an unseen script did: its exit status, and everything that it printed."""

    exit: int
    output: str = ""


class Evidence(Protocol):
    """A lab, as checks see it."""

    def resources(self, word: str) -> Sequence[Resource]:
        """What a word on a command line names in this cluster.

        Plural, singular, short name or kind in any case, with `.group` or `.version.group` behind it, or a category
        such as `all` (then several). Empty when the cluster serves nothing of that name.
        """

    def objects(self, resource: Resource, namespace: str | None = None, name: str | None = None) -> Iterable[Object]:
        """Stored objects, in the API's order; `namespace=None` means every namespace. Terminating ones included."""

    def finished(self) -> Sequence[Finished]:
        """Commands that ended since the current step began, oldest first (the latest few hundred are enough)."""

    def file(self, path: str) -> bytes | None:
        """A file of the learner's host by absolute path; None when there is no regular file."""

    def env(self) -> Mapping[int, Mapping[str, str]]:
        """Each terminal's shell variables, exported or not."""

    def programs(self) -> Sequence[Program]:
        """Programs that are running now."""

    def answers(self) -> Mapping[str, tuple[str, ...]]:
        """What was answered to the step's questions: the English question, and the choices or the text."""

    def now(self) -> float:
        """The lab's clock, in seconds."""

    def began(self) -> float:
        """When the current step began, by the lab's clock."""

    def notes(self) -> dict[str, Any]:
        """What checks wrote down for themselves since the step began: JSON data that is kept with the lab."""

    async def http(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpAnswer | None:
        """A request from the learner's host; None when there is no connection. Redirects are not followed."""

    async def script(self, text: str, seconds: float) -> ScriptRan | None:
        """Run a bash script on the host as root, in a process of its own that leaves no trace among `finished()`.

        None when it took longer than so many seconds of the lab's time; it is ended then.
        """


class Narrowed:
    """The same lab with fewer of its finished commands: what a check may count that comes after something else."""

    def __init__(self, evidence: Evidence, finished: Sequence[Finished]) -> None:
        self._finished = finished
        self.resources, self.objects = evidence.resources, evidence.objects
        self.file, self.env, self.programs = evidence.file, evidence.env, evidence.programs
        self.answers, self.now, self.began = evidence.answers, evidence.now, evidence.began
        self.notes, self.http, self.script = evidence.notes, evidence.http, evidence.script

    def finished(self) -> Sequence[Finished]:
        """Only those that count."""
        return self._finished
