"""The keys of course.yaml and lesson.yaml: one declaration for reading, errors and documentation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from app.lessons.checks import read_check
from app.lessons.images import IMAGE
from app.lessons.model import Action, HostFile, Node, Requirement
from app.lessons.nested import WORDED
from app.lessons.reading import Field, Source, Takes, Value, read_fields, schema_of
from app.lessons.reading.scripts import SCRIPT, file_below
from app.lessons.reading.takes import DURATION, PATH, TEXT, WORD, choice, either, list_of, number, read_word
from app.lessons.selection import LABELS
from app.lessons.text import LANGUAGES

RELEASES = ("1.36", "1.8")
LEVELS = ("beginner", "intermediate", "advanced")
CLUSTERS = ("kubeadm", "minikube", "absent")
OFFERS = ("stop node", "fast forward")
KEYS = ("ctrl-c", "ctrl-d", "ctrl-z", "enter")
MAX_TERMINALS = 8
FASTEST = 60  # times the wall

_STEP_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NODE_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_TAINT = re.compile(r"[A-Za-z0-9._/-]+(=[A-Za-z0-9._-]*)?:(NoSchedule|PreferNoSchedule|NoExecute)")


def _matching(expression: re.Pattern[str], example: str) -> Takes:
    def read(source: Source, value: Value) -> str:
        word = read_word(source, value)
        if word and not expression.fullmatch(word):
            source.wrong(value, f"{word!r} is not written as it should be", f"for example: {example}")
        return word

    return Takes(f"a word such as {example}", read)


NODE_NAME = _matching(_NODE_NAME, "node01")
TERMINAL = Field("terminal", number(1, MAX_TERMINALS), "in which terminal", default=1)

NODE_FIELDS = (
    Field("name", NODE_NAME, "its name", required=True),
    Field("role", WORD, "its role, as `kubectl get nodes` shows it", default=""),
    Field("cpu", WORD, "its CPUs", default="1"),
    Field("memory", WORD, "its memory", default="3840Mi"),
    Field(
        "taints",
        list_of(_matching(_TAINT, "node-role.kubernetes.io/control-plane:NoSchedule")),
        "its taints",
        default=(),
    ),
)


def _read_node(source: Source, value: Value) -> Node:
    return Node(**read_fields(source, value, NODE_FIELDS, "a node"))


def _read_node_name(source: Source, value: Value) -> Node:
    return Node(NODE_NAME.read(source, value))


NODE = either(
    Takes("a node's name", _read_node_name),
    Takes("a mapping of name, role, cpu, memory, taints", _read_node, schema_of(NODE_FIELDS)),
)

_MODE = re.compile(r"[0-7]{3,4}")


def _read_file_name(source: Source, value: Value) -> Path | None:
    word = read_word(source, value)
    return file_below(source, value, word) if word else None


FILE_FIELDS = (
    Field("from", Takes("a file's name", _read_file_name), "a file of the lesson's folder", required=True),
    Field("to", PATH, "its path on the machine", required=True),
    Field("mode", _matching(_MODE, "755"), "its mode", default="644"),
    Field("node", NODE_NAME, "on which machine; the learner's host if not given", default=""),
)


def _read_file(source: Source, value: Value) -> HostFile | None:
    read = read_fields(source, value, FILE_FIELDS, "a file")
    if read["from"] is None or not read["to"] or not _MODE.fullmatch(read["mode"]):
        return None
    return HostFile(read["from"], read["to"], int(read["mode"], 8), read["node"])


# A solution's lines: what each key does. A plain text is typed into terminal 1.
ACTION_FIELDS = (
    Field("type", WORD, "a line that is typed, with Enter after it"),
    Field("press", choice(KEYS), "a key that is pressed"),
    TERMINAL,
    Field("wait", DURATION, "time that passes"),
    Field("fast forward", DURATION, "time that is skipped with the button"),
    Field("stop node", NODE_NAME, "a node that is switched off"),
    Field("stop node of", LABELS, "the node is switched off on which a pod with these labels runs"),
    Field("start node", NODE_NAME, "a node that is switched on again"),
    Field("script", SCRIPT, "a script that runs unseen on the host, for what nobody can type"),
)


def _read_action(source: Source, value: Value) -> Action | None:
    read = read_fields(source, value, ACTION_FIELDS, "a line of a solution")
    named = [key for key in value.data if key != "terminal"] if value.is_mapping else []
    if len(named) != 1:
        source.wrong(
            value, "a line of a solution does one thing", "write one of: type, press, wait, fast forward, stop node ..."
        )
        return None
    return _action(named[0], read)


def _action(key: str, read: dict[str, Any]) -> Action | None:
    match key:
        case "type":
            return Action(read["terminal"], text=read[key])
        case "press":
            return Action(read["terminal"], press=read[key])
        case "wait" | "fast forward":
            return Action(wait=read[key], skipped=key == "fast forward")
        case "stop node":
            return Action(stop_node=read[key])
        case "stop node of":
            return Action(stop_node_of=tuple((read[key] or {}).items()))
        case "start node":
            return Action(start_node=read[key])
        case "script":
            return Action(script=read[key])
    return None


ACTION = either(
    Takes("a line that is typed into terminal 1", lambda source, value: Action(text=read_word(source, value))),
    Takes("a mapping of what is done", _read_action, schema_of(ACTION_FIELDS)),
)

_COURSE_OR_LESSON = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/\d\d-[a-z0-9]+(-[a-z0-9]+)*)?")
_KEY = _matching(_COURSE_OR_LESSON, "kubernetes-basics, or kubernetes-basics/02-deploy-an-app")
REQUIRES = Field(
    "requires",
    list_of(Takes(_KEY.name, lambda source, value: Requirement(_KEY.read(source, value), value.line), _KEY.schema)),
    "what learners should have done before: lessons, or whole courses; the pages say so, and lock nothing",
    default=(),
)

STEP_FIELDS = (
    Field(
        "id", _matching(_STEP_ID, "view-the-app"), "its name; its texts are <id>.en.md, <id>.ja.md ...", required=True
    ),
    Field(
        "checks",
        list_of(Takes("a check", read_check, {"$ref": "#/$defs/check"})),
        "what must hold before learners can go on",
        default=(),
    ),
    Field("solution", list_of(ACTION), "what makes every check hold", default=()),
    Field("explanation", TEXT, "why the solution does it (Markdown)"),
    Field(
        "unless",
        WORDED,
        "what must not have been done: while one of these holds, the step has failed, and says so with the ways back",
        default=(),
    ),
    Field("background", SCRIPT, "runs unseen on the host when the step opens", default=""),
    Field("foreground", SCRIPT, "is typed into terminal 1 when the step opens, beside `background`", default=""),
)


def _read_step(source: Source, value: Value) -> tuple[dict[str, Any], int]:
    return read_fields(source, value, STEP_FIELDS, "a step"), value.line


LESSON_FIELDS = (
    Field("title", TEXT, "its title", required=True),
    Field("description", TEXT, "one sentence for the catalogue", required=True),
    Field("release", choice(RELEASES), "which Kubernetes; 1.8 is kubectl 1.8 against a 1.5 cluster", required=True),
    Field("level", choice(LEVELS), "for whom", default="beginner"),
    Field("minutes", number(1, 600), "how long it takes", required=True),
    REQUIRES,
    Field("clock", number(1, FASTEST), "how many times as fast as the wall's the lab's clock goes", default=1),
    Field("terminals", number(1, MAX_TERMINALS), "how many terminals are open", default=1),
    Field(
        "cluster",
        choice(CLUSTERS),
        "who made it: kubeadm, on machines of which learners sit at the first; minikube, on a machine of their own; or "
        "absent, nobody: they make it with `minikube start`",
        default="kubeadm",
    ),
    Field(
        "nodes",
        list_of(NODE),
        "the cluster's nodes; the first is the learner's host (of minikube's only the number counts; where the "
        "cluster is absent there are none)",
        default=(),
    ),
    Field("setup", list_of(WORD), "shell lines, run unseen on the host before learners arrive", default=()),
    Field(
        "files",
        list_of(Takes("a mapping of from, to, mode, node", _read_file, schema_of(FILE_FIELDS))),
        "files that its machines have at the start",
        default=(),
    ),
    Field("images", list_of(IMAGE), "images of its own that its registries have", default=()),
    Field("offers", list_of(choice(OFFERS)), "buttons beside the terminals", default=()),
    Field("origin", WORD, "where it came from, if it was written in another format: `import` says so", default=""),
    Field(
        "steps", list_of(Takes("a step", _read_step, schema_of(STEP_FIELDS))), "its steps", required=True, default=()
    ),
)
COURSE_FIELDS = (
    Field("title", TEXT, "its title", required=True),
    Field("description", TEXT, "one sentence for the catalogue", required=True),
    Field(
        "languages",
        list_of(_matching(re.compile("[a-z]{2,3}"), "ja")),
        "into which it is translated",
        default=LANGUAGES,
    ),
    Field("order", number(1, 1000), "its place in the catalogue; courses without one come last", default=None),
    REQUIRES,
)
