"""A lab as checks see it: the implementation of `app.lessons.evidence.Evidence`."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import Any
from urllib.parse import urlsplit

import yaml

from app.host.host import Finished as HostFinished
from app.host.streams import HEAD_BYTES
from app.labs.escapes import plain
from app.labs.lab import Lab
from app.labs.unseen import Pass, by_the_wall, run_check
from app.lessons.evidence import Finished, HttpAnswer, Object, Program, Resource, ScriptRan
from app.network.http import Headers, Request, Response, Stream
from app.network.network import ConnectError, unseen

KUBECONFIG = "/root/.kube/config"
KEPT_COMMANDS = 500  # the latest are enough: a check's command is looked for right after it ended
KEPT_BYTES = 128 << 10  # of them that survive a restart
SMALL = 100  # bytes around a command's texts
ANSWER_SECONDS = 2.0  # how long a check waits for an answer, by the wall
ANSWER_BYTES = 1 << 20


class LabEvidence:
    """What has happened in a lab since the open step began, and how it looks now."""

    def __init__(self, lab: Lab, wait: Pass = by_the_wall) -> None:
        self.lab = lab
        self._wait = wait
        self._finished: deque[Finished] = deque(maxlen=KEPT_COMMANDS)
        self._resources: dict[str, tuple[Resource, ...]] = {}
        self._namespace = _Namespace()
        self._answers: dict[str, tuple[str, ...]] = {}
        self._notes: dict[str, Any] = {}
        self._began = lab.clock.now
        self._seen = lab.last_chunks()  # of each terminal, when its latest line ended
        lab.host.finished(self._record)

    def begin_step(self) -> None:
        """Commands and answers of earlier steps do not count."""
        self._finished.clear()
        self._answers, self._notes, self._began = {}, {}, self.lab.clock.now

    def answered(self, question: str, given: tuple[str, ...]) -> None:
        """A question of the step has this answer now; an empty one takes it back."""
        self._answers.pop(question, None)
        if given:
            self._answers[question] = given

    def forget_resources(self) -> None:
        """Custom resources came or went: words may name something else."""
        self._resources.clear()

    def _record(self, finished: HostFinished) -> None:
        if not finished.terminal:  # of a script that learners never see
            return
        output = finished.output.decode(errors="replace")
        terminal, argv = _number(finished.terminal), tuple(finished.argv)
        self._finished.append(
            Finished(terminal, argv, finished.text, finished.exit, output, self._namespace.of(self.file(KUBECONFIG)),
                     self.lab.clock.now)
        )  # fmt: skip

    def line_ended(self, terminal: str, text: str, status: int) -> None:
        """A typed line is done: how commands that live inside the shell (`export`) are seen."""
        namespace = self._namespace.of(self.file(KUBECONFIG))
        self._finished.append(Finished(_number(terminal), (), text, status, self._printed(terminal, text), namespace,
                                       self.lab.clock.now))  # fmt: skip

    def _printed(self, terminal: str, text: str) -> str:
        """What has stood on a terminal since the line before: the head of it, without the line itself."""
        shown = self.lab.terminals.get(terminal)
        if shown is None:
            return ""
        chunks = shown.since(self._seen.get(terminal, shown.oldest)) or []
        self._seen[terminal] = shown.seq
        output = plain(b"".join(chunk.data for chunk in chunks)[:HEAD_BYTES])
        before, echo, after = output.partition(text.rpartition("\n")[2] + "\n")
        return after if echo else before

    def snapshot(self, commands: bool = True) -> dict[str, Any]:
        """What the open step's checks look at, as JSON data; its latest commands only if they are asked for."""
        return {"began": self._began, "answers": self._answers, "notes": self._notes,
                "commands": self._latest() if commands else []}  # fmt: skip

    def _latest(self) -> list[Any]:
        kept: list[Any] = []
        size = 0
        for finished in reversed(self._finished):
            size += len(finished.output) + len(finished.text) + SMALL
            if size > KEPT_BYTES:
                break
            kept.append(list(astuple(finished)))
        return kept[::-1]

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a snapshot."""
        self._began, self._notes = state["began"], state["notes"]
        self._answers = {question: tuple(given) for question, given in state["answers"].items()}
        self._finished.extend(Finished(terminal, tuple(argv), *rest) for terminal, argv, *rest in state["commands"])

    def resources(self, word: str) -> Sequence[Resource]:
        """What a word names in this cluster, as kubectl would take it."""
        known = self._resources.get(word) or tuple(self._resolve(word.lower()))
        if known:  # a word that names nothing may do so once its CRD is there
            self._resources[word] = known
        return known

    def _resolve(self, word: str) -> list[Resource]:
        wanted, _, suffix = word.partition(".")
        named, in_category = [], []
        for served in self.lab.cluster.api.resources.all():
            kind = served.kind
            resource = Resource(kind.group, kind.plural, kind.kind, kind.namespaced)
            names = {kind.plural, kind.singular, kind.kind.lower(), *kind.short_names}
            if wanted in names and _fits(suffix, kind.group):
                named.append(resource)
            elif wanted in kind.categories and not suffix:
                in_category.append(resource)
        return named[:1] or in_category

    def objects(self, resource: Resource, namespace: str | None = None, name: str | None = None) -> Iterable[Object]:
        """Stored objects, in the API's order."""
        objects = self.lab.cluster.api.objects
        key = (resource.group, resource.plural)
        if name is not None and (namespace is not None or not resource.namespaced):
            found = objects.get(key, namespace or "", name)
            return [found] if found is not None else []
        listed = objects.list(key, namespace if resource.namespaced else None)
        return [found for found in listed if name is None or found["metadata"]["name"] == name]

    def finished(self) -> Sequence[Finished]:
        """Commands that ended since the step began."""
        return tuple(self._finished)

    def file(self, path: str) -> bytes | None:
        """A file of the host."""
        try:
            return self.lab.host.files.read_file(path)
        except OSError:
            return None

    def env(self) -> Mapping[int, Mapping[str, str]]:
        """Each terminal's variables."""
        return {int(name): terminal.shell.variables for name, terminal in self.lab.terminals.items() if name.isdigit()}

    def programs(self) -> Sequence[Program]:
        """What runs now."""
        return [Program(_number(found.terminal), tuple(found.argv), found.pid) for found in self.lab.host.programs()]

    def answers(self) -> Mapping[str, tuple[str, ...]]:
        """What was answered."""
        return self._answers

    def now(self) -> float:
        """The lab's clock."""
        return self.lab.clock.now

    def began(self) -> float:
        """When the step began."""
        return self._began

    def notes(self) -> dict[str, Any]:
        """What checks wrote down."""
        return self._notes

    async def http(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> HttpAnswer | None:
        """A request from the learner's host; None when no answer comes."""
        parts = urlsplit(url)
        tls = parts.scheme == "https"
        host, port = parts.hostname or "localhost", parts.port or (443 if tls else 80)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fields = {"Host": parts.netloc, "User-Agent": "curl/8.5.0", "Accept": "*/*", **(headers or {})}
        source = self.lab.host.interface
        request = Request(method, target, Headers(fields), body, peer=source.address)
        answered: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        try:
            with unseen():
                self.lab.network.exchange(
                    source, host, port, request, lambda r: None if answered.done() else answered.set_result(r), tls=tls
                )
            response = await asyncio.wait_for(answered, ANSWER_SECONDS)
            content = await asyncio.wait_for(_whole(response.body), ANSWER_SECONDS)
        except (ConnectError, TimeoutError):
            return None
        return HttpAnswer(response.status, {k.lower(): v for k, v in response.headers.items()}, content)

    async def script(self, text: str, seconds: float) -> ScriptRan | None:
        """Run a check's script unseen on the host; None when it takes too long."""
        return await run_check(self.lab, text, seconds, self._wait)


class _Namespace:
    """The namespace of a kubeconfig's current context; the file is read anew only when it has changed."""

    def __init__(self) -> None:
        self._read: tuple[bytes | None, str] = (None, "default")

    def of(self, file: bytes | None) -> str:
        """`default` where nothing else is set, or nothing can be read."""
        if file != self._read[0]:
            self._read = (file, _current_namespace(file or b""))
        return self._read[1]


def _current_namespace(file: bytes) -> str:
    try:
        config = yaml.safe_load(file)
        contexts = {item["name"]: item["context"] for item in config["contexts"]}
        return str(contexts[config["current-context"]].get("namespace") or "default")
    except (yaml.YAMLError, KeyError, TypeError, AttributeError):  # what the learner has made of it
        return "default"


def _number(terminal: str) -> int:
    """0 for programs that no terminal started."""
    return int(terminal) if terminal.isdigit() else 0


def _fits(suffix: str, group: str) -> bool:
    """Whether what stands behind `deployments.` names this group, with a version before it or not."""
    return not suffix or suffix == group or suffix.partition(".")[2] == group


async def _whole(body: bytes | Stream) -> bytes:
    if isinstance(body, bytes):
        return body
    content = bytearray()
    async for chunk in body:
        content += chunk
        if len(content) > ANSWER_BYTES:
            break
    body.cancel()
    return bytes(content)
