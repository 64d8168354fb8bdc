"""`kubectl taint`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.kubectl.call import Call
from app.kubectl.changing import send_difference
from app.kubectl.errors import ErrorList, KubectlError, PlainError, UsageError, raise_all
from app.kubectl.gotext import quote
from app.kubectl.printing import Results
from app.kubectl.resources import Info, Query, select

SHORT = "Set or remove taints of nodes"
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_KEY = re.compile(r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?")
Taint = dict[str, str]


@dataclass(frozen=True)
class Taints:
    """What to set, and (key, effect) of what to remove; an empty effect stands for all."""

    set: list[Taint]
    remove: list[tuple[str, str]]


async def run(call: Call) -> None:
    """Change the taints of each node meant."""
    resources, changes = _split(call)
    if not changes:
        raise KubectlError("at least one taint update is required")
    taints = _parse(changes)
    if call.flags.on("all") and call.flags.text("selector"):
        raise KubectlError("setting 'all' parameter with a non empty selector is prohibited")
    if "/" in resources[0]:
        raise PlainError(f"the server doesn't have a resource type {quote(resources[0])}")
    if not call.flags.on("all") and not call.flags.text("selector") and len(resources) < 2:
        raise KubectlError("at least one resource name must be specified since 'all' parameter is not set")
    if resources[0].split(",")[0] not in ("node", "nodes", "no"):
        raise KubectlError(f"invalid resource type {resources[0]}, only node types are supported")
    dry_run = await call.dry_run()
    results = Results(call, anew=True)
    resources = resources[:1] if call.flags.on("all") else resources
    query = Query(args=resources, selector=call.flags.text("selector") or None, everything=call.flags.on("all"))
    selection = await select(call, query)
    errors: list[Exception] = list(selection.errors)
    for info in selection.infos:
        try:
            operation = await _taint(call, info, taints, dry_run)
        except ErrorList as several:
            errors += several.errors
            continue
        except KubectlError as wrong:
            errors.append(wrong)
            continue
        await results.done(info.mapping, info.object or {}, operation)
    raise_all(errors)


def _split(call: Call) -> tuple[list[str], list[str]]:
    """The arguments before the first change, and the changes."""
    if not call.args:
        raise KubectlError("one or more resources must be specified as <resource> <name>")
    resources: list[str] = []
    changes: list[str] = []
    for word in call.args:
        is_change = "=" in word or ":" in word or word.endswith("-")
        if not changes and not is_change:
            resources.append(word)
        else:
            changes.append(word)
    if not resources:
        raise KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    return resources, changes


def _parse(words: list[str]) -> Taints:
    found = Taints([], [])
    for word in words:
        if word.endswith("-"):
            key, _, effect = word[:-1].partition(":")
            if effect and effect not in EFFECTS:
                raise UsageError(f"invalid taint effect: {effect}, unsupported taint effect")
            found.remove.append((key.partition("=")[0], effect))
        else:
            found.set.append(_taint_of(word))
    seen = [(taint["key"], taint["effect"]) for taint in found.set]
    for pair in seen:
        if seen.count(pair) > 1:
            value = [t.get("value", "") for t in found.set if (t["key"], t["effect"]) == pair][1]
            raise UsageError(f"duplicated taints with the same key and effect: {{{pair[0]} {value} {pair[1]} <nil>}}")
    both = [
        f"{key}={effect}"
        for key, effect in found.remove
        if any(key == taint["key"] and effect in ("", taint["effect"]) for taint in found.set)
    ]
    if both:
        raise KubectlError(
            f"can not both modify and remove the following taint(s) in the same command: {', '.join(both)}"
        )
    return found


def _taint_of(word: str) -> Taint:
    parts = word.split(":")
    if len(parts) != 2:
        rule = f", {KEY_RULE}" if len(parts) == 1 else ""
        raise UsageError(f"invalid taint spec: {word}{rule}")
    pair, effect = parts
    key, equals, value = pair.partition("=")
    if effect not in EFFECTS:
        raise UsageError(f"invalid taint effect: {effect}, unsupported taint effect")
    if not _KEY.fullmatch(key) or "=" in value:
        empty = "" if key else "name part must be non-empty; "
        raise UsageError(f"invalid taint spec: {word}, {empty}{KEY_RULE}")
    if not _VALUE.fullmatch(value):
        raise UsageError(f"invalid taint spec: {word}, {VALUE_RULE}")
    return {"key": key, **({"value": value} if equals and value else {}), "effect": effect}


KEY_RULE = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
VALUE_RULE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)


async def _taint(call: Call, info: Info, taints: Taints, dry_run: str) -> str:
    obj = info.object or {}
    current: list[Taint] = list((obj.get("spec") or {}).get("taints") or [])
    pairs = {(taint["key"], taint["effect"]) for taint in current}
    if not call.flags.on("overwrite"):
        clashes = [taint for taint in taints.set if (taint["key"], taint["effect"]) in pairs]
        if clashes:
            keys = ", ".join(taint["key"] for taint in clashes)
            raise KubectlError(
                f"node {info.name} already has {keys} taint(s) with same effect(s) and --overwrite is false"
            )
    raise_all([
        KubectlError(f"taint {quote(f'{key}:{effect}' if effect else key)} not found")
        for key, effect in taints.remove
        if not any(key == taint["key"] and effect in ("", taint["effect"]) for taint in current)
    ])  # fmt: skip
    gone = {(t["key"], t["effect"]) for t in taints.set}
    kept = [
        taint
        for taint in current
        if (taint["key"], taint["effect"]) not in gone
        and not any(key == taint["key"] and effect in ("", taint["effect"]) for key, effect in taints.remove)
    ]
    wanted = [*taints.set, *kept]
    spec = {key: value for key, value in (obj.get("spec") or {}).items() if key != "taints"}
    new = {**obj, "spec": {**spec, "taints": wanted} if wanted else spec}
    info.object = new if dry_run == "client" else await send_difference(call, info, new, dry_run)
    return _operation(taints, pairs)


def _operation(taints: Taints, before: set[tuple[str, str]]) -> str:
    if taints.set and taints.remove:
        return "modified"
    if taints.remove:
        return "untainted"
    return "modified" if any((t["key"], t["effect"]) in before for t in taints.set) else "tainted"
