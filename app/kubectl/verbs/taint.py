"""`kubectl taint`."""

from __future__ import annotations

from dataclasses import dataclass

from app.kubectl.call import Call
from app.kubectl.changing import send_difference
from app.kubectl.errors import ErrorList, KubectlError, NoMatchError, PlainError, UsageError, raise_all
from app.kubectl.printing import Results
from app.kubectl.resources import Info, Query, select
from app.sim.go_strings import quote
from app.sim.names import is_label_key, is_label_value

SHORT = "Set or remove taints of nodes"
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
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
    if (await _kind(call, resources[0])) != "Node":
        raise KubectlError(f"invalid resource type {resources[0]}, only node types are supported")
    call.validation()
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


async def _kind(call: Call, word: str) -> str:
    """The kind of a resource type; what the server does not have is told as it is."""
    if "," in word:
        raise KubectlError("unrecognized character in action: U+002C ','")
    try:
        return (await call.resource(word)).kind
    except NoMatchError as wrong:
        raise PlainError(str(wrong)) from None


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
    # Follows kubernetes kubectl/pkg/cmd/taint/utils.go: parseTaints, parseTaint
    found = Taints([], [])
    for word in words:
        taint = _taint_of(word.removesuffix("-"))
        if word.endswith("-"):
            found.remove.append((taint["key"], taint.get("effect", "")))
            continue
        if "effect" not in taint:
            raise UsageError(f"invalid taint spec: {word}")
        pair = (taint["key"], taint["effect"])
        if pair in [(each["key"], each["effect"]) for each in found.set]:
            text = f"{{{pair[0]} {taint.get('value', '')} {pair[1]} <nil>}}"
            raise UsageError(f"duplicated taints with the same key and effect: {text}")
        found.set.append(taint)
    both = [
        f"{key}={effect}"
        for key, effect in found.remove
        for taint in found.set
        if key == taint["key"] and effect in ("", taint["effect"])
    ]
    if both:
        raise KubectlError(
            f"can not both modify and remove the following taint(s) in the same command: {', '.join(both)}"
        )
    return found


def _taint_of(word: str) -> Taint:
    """`key=value:effect`; value and effect may be missing."""
    pair, colon, effect = word.partition(":")
    if ":" in effect:
        raise UsageError(f"invalid taint spec: {word}")
    if not colon:
        return {"key": _checked(word, pair, is_label_key(pair))}
    if effect not in EFFECTS:
        raise UsageError(f"invalid taint effect: {effect}, unsupported taint effect")
    key, _, value = pair.partition("=")
    if "=" in value:
        raise UsageError(f"invalid taint spec: {word}")
    _checked(word, value, is_label_value(value))
    return {"key": _checked(word, key, is_label_key(key)), **({"value": value} if value else {}), "effect": effect}


def _checked(word: str, text: str, problems: list[str]) -> str:
    if problems:
        raise UsageError(f"invalid taint spec: {word}, {'; '.join(problems)}")
    return text


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
    return "modified" if call.flags.on("overwrite") else _operation(taints)


def _operation(taints: Taints) -> str:
    if taints.set and taints.remove:
        return "modified"
    if taints.remove:
        return "untainted"
    return "tainted"
