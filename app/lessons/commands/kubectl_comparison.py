"""Whether a kubectl command line does what a lesson asks for, and if not, by how little it misses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.lessons.commands.comparison import Gap, Near, fits, in_order, program
from app.lessons.commands.kubectl import KubectlCommand, Target, parse
from app.lessons.commands.kubectl_flags import facts
from app.lessons.evidence import Resource
from app.lessons.sentences import say

Resolve = Callable[[str], Sequence[Resource]]

# Flags that make a command do something else, so that they are never merely "extra".
_CHANGE_MEANING = ("help", "dry-run", "kubeconfig", "context", "server", "cluster", "raw", "local", "client")
_ANYWHERE = frozenset(
    {"version", "proxy", "cluster-info", "config", "api-resources", "api-versions", "completion", "options"}
)
_READING = frozenset({"get", "describe"})
_REPEATED_AS_LIST = frozenset({"selector", "labels", "field-selector"})


def gap(wanted: Sequence[str], argv: Sequence[str], resolve: Resolve, current_namespace: str = "default") -> Gap | None:
    """None when `argv` does what `wanted` asks. `resolve` names resources, as `Evidence.resources`."""
    if program(argv) != "kubectl":
        return Gap(Near.UNRELATED, say("verb differs"))
    asked, done = parse(wanted), parse(argv)
    helps = asked.on("help") and not asked.verb and done.on("help")
    if asked.verb != done.verb and not helps:
        return Gap(Near.SAME_PROGRAM, say("verb differs"))
    return (
        _changed_meaning(asked, done)
        or _targets_gap(asked, done, resolve)
        or _arguments_gap(asked, done)
        or _namespace_gap(asked, done, resolve, current_namespace)
        or _flags_gap(asked, done)
    )


def _changed_meaning(asked: KubectlCommand, done: KubectlCommand) -> Gap | None:
    for flag in _CHANGE_MEANING:
        given = done.flags.get(flag, ("none",))[-1] not in ("none", "false")
        if given and flag not in asked.flags:
            return Gap(Near.SAME_ACTION, say("flag changes meaning", flag=f"--{flag}"))
    return None


def _targets_gap(asked: KubectlCommand, done: KubectlCommand, resolve: Resolve) -> Gap | None:
    for target in asked.targets:
        same_kind = [found for found in done.targets if _same_kind(target.kind, found.kind, resolve)]
        if not same_kind:
            return Gap(Near.SAME_ACTION, say("resource differs"))
        if not any(_covers(target, found, done) for found in same_kind):
            return Gap(Near.SAME_ACTION, say("name differs"))
    return None


def _same_kind(wanted: str, found: str, resolve: Resolve) -> bool:
    if wanted == found or fits(wanted, found):
        return True
    meant = {(resource.group, resource.plural) for resource in resolve(wanted)}
    return bool(meant) and meant <= {(resource.group, resource.plural) for resource in resolve(found)}


def _covers(wanted: Target, found: Target, done: KubectlCommand) -> bool:
    if not wanted.name or fits(wanted.name, found.name):
        return bool(not wanted.name or found.name) or _takes_all(done)
    return not found.name and _takes_all(done)


def _takes_all(done: KubectlCommand) -> bool:
    """A command without a name is about every object where it only reads, or where it says which."""
    return done.verb[:1] in {(verb,) for verb in _READING} or done.on("all") or "selector" in done.flags


def _arguments_gap(asked: KubectlCommand, done: KubectlCommand) -> Gap | None:
    if not in_order(asked.arguments, done.arguments):
        return Gap(Near.SAME_ACTION, say("word is missing"))
    if asked.behind_dashes and not in_order(asked.behind_dashes, done.behind_dashes or done.arguments):
        return Gap(Near.SAME_TARGET, say("word is missing"))
    return None


def _namespace_gap(asked: KubectlCommand, done: KubectlCommand, resolve: Resolve, current: str) -> Gap | None:
    if not asked.verb or asked.verb[0] in _ANYWHERE or asked.on("help"):
        return None
    resources = [resource for target in asked.targets for resource in resolve(target.kind)]
    if resources and not any(resource.namespaced for resource in resources):
        return None
    if done.on("all-namespaces") and (asked.on("all-namespaces") or asked.verb == ("get",)):
        return None
    found = done.namespace or current
    wanted = {asked.namespace} if asked.namespace else {"default", current}
    if asked.on("all-namespaces"):
        return Gap(Near.SAME_TARGET, say("namespace differs", namespace=found))
    if any(fits(name, found) for name in wanted):
        return None
    return Gap(Near.SAME_TARGET, say("namespace differs", namespace=found))


def _flags_gap(asked: KubectlCommand, done: KubectlCommand) -> Gap | None:
    for flag, values in asked.flags.items():
        if flag in ("namespace", "all-namespaces"):
            continue
        if flag not in done.flags and all(_is_default(flag, value, done) for value in values):
            continue
        if flag not in done.flags:
            return Gap(Near.SAME_TARGET, say("flag is missing"))
        found = _values(flag, done)
        if not all(any(fits(value, word) for word in found) for value in _split(flag, values)):
            return Gap(Near.SAME_TARGET, say("flag differs", flag=f"--{flag}"))
    return None


def _is_default(flag: str, value: str, command: KubectlCommand) -> bool:
    """Whether a command does so without being told."""
    default = facts(command.verb).defaults.get(flag, "")
    return default not in ("", "false", "[]") and fits(value, default)


def _values(flag: str, command: KubectlCommand) -> tuple[str, ...]:
    return (*command.flags.get(flag, ()), *_split(flag, command.flags.get(flag, ())))


def _split(flag: str, values: tuple[str, ...]) -> tuple[str, ...]:
    if flag not in _REPEATED_AS_LIST:
        return values
    return tuple(part.strip().replace("==", "=") for value in values for part in value.split(","))
