"""What could stand at the end of a half-typed kubectl command.

Follows kubernetes kubectl/pkg/util/completion and cobra's completions.go.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.kubectl.call import Call
from app.kubectl.commands import Command, Tree
from app.kubectl.discovery import Mapping
from app.kubectl.errors import Failure
from app.kubectl.flags import Flag, Values
from app.kubectl.printing import COLUMNS, OBJECT_FORMATS
from app.kubectl.resources import Query, list_all

BY_TYPE = ("get", "describe", "delete", "edit", "label", "annotate", "patch", "debug", "apply edit-last-applied",
           "apply view-last-applied", "wait", "events", "set env", "set image", "set resources", "set selector",
           "set serviceaccount", "set subject")  # fmt: skip
BY_POD = ("logs", "exec", "attach", "port-forward")
NODES = ("drain", "cordon", "uncordon", "top node")
TYPES = {
    "rollout history": ("deployment", "daemonset", "statefulset"),
    "rollout undo": ("deployment", "daemonset", "statefulset"),
    "rollout status": ("deployment", "daemonset", "statefulset"),
    "rollout restart": ("deployment", "daemonset", "statefulset"),
    "rollout pause": ("deployment",),
    "rollout resume": ("deployment",),
    "scale": ("deployment", "replicaset", "replicationcontroller", "statefulset"),
    "autoscale": ("deployment", "replicaset", "replicationcontroller", "statefulset"),
    "expose": ("pod", "service", "replicationcontroller", "deployment", "replicaset"),
    "taint": ("node",),
}
POD_OWNERS = ("daemonsets/", "deployments/", "pods/", "jobs/", "replicasets/", "replicationcontrollers/", "services/",
              "statefulsets/")  # fmt: skip
FORMATS = ("json", "yaml", "kyaml", "name", "go-template", "go-template-file", "template", "templatefile", "jsonpath",
           "jsonpath-as-json", "jsonpath-file", "custom-columns", "custom-columns-file", "wide")  # fmt: skip
CONTEXTS = {"config use-context": "contexts", "config delete-context": "contexts", "config rename-context": "contexts",
            "config delete-cluster": "clusters", "config delete-user": "users"}  # fmt: skip


async def candidates(tree: Tree, command: Command, call: Call, before: list[str], half: str) -> list[str]:
    """Words that could take the place of `half`, behind the words `before` (the command's own words left out)."""
    flag = _waiting_flag(tree, command, before)
    if flag is not None:
        return fitting(await _flag_values(call, command, flag), half)
    if half.startswith("-"):
        return [] if "=" in half else fitting(_flag_names(tree, command, call.flags, half), half)
    children = [child.name for child in tree.children(command) if not child.hidden]
    required = [f"--{name}" for name in command.required if not call.flags.changed(name)]
    if children and not call.args:
        return fitting([*required, *(children if command.path else sorted([*children, "help", "options"]))], half)
    try:
        return fitting([*required, *await _arguments(call, command, half)], half)
    except Failure:
        return []


def fitting(words: Iterable[str], half: str) -> list[str]:
    """The words that begin with what has been typed."""
    return [word for word in words if word.startswith(half)]


def _waiting_flag(tree: Tree, command: Command, before: list[str]) -> Flag | None:
    """The flag whose value comes next."""
    if not before or not before[-1].startswith("-") or "=" in before[-1] or before[-1] == "--":
        return None
    word = before[-1]
    flags = tree.flags_of(command)
    found = [
        f for f in flags if word == f"--{f.name}" or (not word.startswith("--") and f.short and word.endswith(f.short))
    ]
    return found[0] if found and not found[0].takes_bare else None


def _flag_names(tree: Tree, command: Command, given: Values, half: str) -> list[str]:
    repeatable = ("strings", "array", "pairs")
    missing = [f"--{name}" for name in command.required if not given.changed(name)]
    if missing and half in ("-", "--"):
        return missing
    shown = []
    own = {flag.name for flag in command.flags}
    shared = [flag for flag in tree.flags_of(command) if flag.name not in own]
    for group in (shared, [*command.flags, Flag("help", "bool", "false", "h")]):
        for flag in sorted(group, key=lambda flag: flag.name):
            if flag.hidden or flag.deprecated or (given.changed(flag.name) and flag.kind not in repeatable):
                continue
            shown.append(f"--{flag.name}")
            if flag.short:
                shown.append(f"-{flag.short}")
    return shown


async def _flag_values(call: Call, command: Command, flag: Flag) -> list[str]:
    if flag.name == "namespace":
        return await _names(call, "namespaces")
    if flag.name == "output":
        allowed = (*OBJECT_FORMATS, *COLUMNS, "wide") if command.path == "get" else OBJECT_FORMATS
        return [name for name in FORMATS if name in allowed]
    sections = {"context": "contexts", "cluster": "clusters", "user": "users"}
    if flag.name in sections:
        return _configured(call, sections[flag.name])
    return []


def _configured(call: Call, section: str) -> list[str]:
    from app.kubectl.kubeconfig_files import merged  # noqa: PLC0415 - it needs help, which needs commands

    return sorted(merged(call)[section])


async def _arguments(call: Call, command: Command, half: str) -> list[str]:
    path, args = command.path, call.args
    if path in CONTEXTS:
        return [] if args else _configured(call, CONTEXTS[path])
    if path in NODES:
        return _others(await _names(call, "nodes"), args)
    if path == "completion":
        return ["bash", "zsh", "fish", "powershell"]
    if path == "top pod":
        return _others(await _names(call, "pods"), args)
    if path == "cp":
        return await _places(call)
    if path in BY_POD:
        return await _pods(call, args, half)
    if path in TYPES or path in BY_TYPE:
        return await _by_type(call, path, args, half)
    return []


async def _by_type(call: Call, path: str, args: list[str], half: str) -> list[str]:
    if "/" in half:
        word = half.partition("/")[0]
        return [f"{word}/{name}" for name in await _names(call, word)]
    if not args:
        return list(TYPES[path]) if path in TYPES else await _types(call)
    if "/" in args[0] or path.startswith("set "):
        return []
    return _others(await _names(call, args[0].split(",")[0]), args[1:])


async def _pods(call: Call, args: list[str], half: str) -> list[str]:
    if args:
        return []
    if "/" in half:
        word = half.partition("/")[0]
        return [f"{word}/{name}" for name in await _names(call, word)]
    return [*await _names(call, "pods"), *POD_OWNERS]


async def _places(call: Call) -> list[str]:
    namespaces = [f"{name}/" for name in await _names(call, "namespaces")]
    return [*namespaces, *(f"{name}:" for name in await _names(call, "pods")), "./", "/"]


def _others(names: list[str], given: list[str]) -> list[str]:
    return [name for name in names if name not in given]


async def _types(call: Call) -> list[str]:
    catalogue = await call.discovery.catalogue(0)
    # A server of 1.5 does not say what can be done with a resource.
    found = [mapping for mapping in catalogue.preferred_mappings() if "get" in mapping.verbs or not mapping.verbs]
    return [mapping.qualified for mapping in sorted(found, key=lambda m: (m.group, m.resource))]


async def _names(call: Call, word: str) -> list[str]:
    mapping: Mapping | None = (await call.discovery.catalogue(0)).find(word)
    if mapping is None:
        return []
    listed = await list_all(call, mapping, call.namespace if mapping.namespaced else "", Query())
    return [item["metadata"]["name"] for item in listed.get("items") or []]
