"""`kubectl set env`."""

from __future__ import annotations

import base64
import re
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, raise_all
from app.kubectl.flags import Flag
from app.kubectl.pod_specs import ALL_AND_SOME, chosen, pod_spec_of, split_changes, update_objects
from app.kubectl.resources import Info, Query, query_of, retrieve, select
from app.sim.go_strings import quote

SHORT = "Change the environment variables of containers"
FLAGS = {
    "keys": Flag("keys", "strings", "[]", help="The keys to take from what --from names; all by default"),
}
_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
Object = dict[str, Any]
Variables = list[Object]


async def run(call: Call) -> None:
    """Change or list the variables of each object meant."""
    flags = call.flags
    resources, changes = split_changes([word for word in call.args if word != "-"], "env var", removals=True)
    changes = [*flags.words("env"), *changes]
    if flags.on("all") and flags.text("selector"):
        raise KubectlError(ALL_AND_SOME)
    if not resources and not flags.words("filename") and not call.option("kustomize", ""):
        raise KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    if flags.on("list") and flags.text("output"):
        raise KubectlError("--list and --output may not be specified together")
    if flags.words("keys") and not flags.text("from"):
        raise KubectlError("when specifying --keys, a configmap or secret must be provided with --from")
    for word in flags.words("env"):
        if "=" not in word:
            raise KubectlError(f"unknown environment variable: {word}")
    added, removed = _parse(changes)
    if "-" in call.args:
        for line in (await call.machine.stdin.read()).decode("utf-8", "replace").splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                name, _, value = line.partition("=")
                added.append({"name": name.strip(), "value": value})
    if flags.text("from"):
        added += await _from(call)
    added = [{**each, "name": flags.text("prefix") + each["name"]} for each in added]
    if flags.on("list"):
        await _list(call, resources, added, removed)
        return

    async def change(info: Info, obj: Object) -> None:
        spec = pod_spec_of(info, obj)
        containers = chosen(spec, flags.text("containers"))
        if not containers:
            await call.complain(f"Warning: {info.mapping.kind}/{info.name} does not have any containers matching {quote(flags.text('containers'))}")  # fmt: skip # noqa: E501
            obj.clear()
            return
        for container in containers:
            if not flags.on("overwrite"):
                _refuse_overwriting(container, added)
            _apply(container, added, removed)

    await update_objects(call, resources, change, "env updated", strict=False,
                         failure="failed to patch env update to pod template: ")  # fmt: skip


def _parse(words: list[str]) -> tuple[Variables, list[str]]:
    added: Variables = []
    removed: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            if not _NAME.fullmatch(name):
                raise KubectlError(f"{quote(name)} is not a valid key name: {NAME_RULE}")
            added.append({"name": name, "value": value} if value else {"name": name})
        elif word.endswith("-"):
            removed.append(word[:-1])
        else:
            raise KubectlError(f"unknown command or resource: {word}")
    if {each["name"] for each in added} & set(removed):
        raise KubectlError("can not both modify and remove the same environment variable in the same command")
    return added, removed


NAME_RULE = (
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not "
    "start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is "
    "'[-._a-zA-Z][-._a-zA-Z0-9]*')"
)


async def _from(call: Call) -> Variables:
    """Variables that refer to the keys of a config map or secret."""
    flags = call.flags  # kubectl chooses among these too by what is meant to choose what is changed
    selector = flags.text("selector") or None
    selection = await select(call, Query(args=[flags.text("from")], selector=selector, everything=flags.on("all")))
    raise_all(selection.errors)
    found: Variables = []
    for info in selection.infos:
        kind = {"Secret": "secretKeyRef", "ConfigMap": "configMapKeyRef"}.get(info.mapping.kind)
        if kind is None:
            raise KubectlError("unsupported resource specified in --from")
        keys = sorted((info.object or {}).get("data") or {})
        for key in keys:
            if call.flags.words("keys") and key not in call.flags.words("keys"):
                continue
            name = _variable_name(key)
            if _variable_name(key) != key:
                await call.complain(f"Warning: key {key} transferred to {_variable_name(key)}")
            found.append({"name": name, "valueFrom": {kind: {"name": info.name, "key": key}}})
    return found


def _variable_name(key: str) -> str:
    return re.sub(r"[^A-Z0-9_]", "_", key.upper())


def _refuse_overwriting(container: Object, added: Variables) -> None:
    present = {each["name"]: each for each in container.get("env") or []}
    for each in added:
        if each["name"] in present:
            value = present[each["name"]].get("value", "")
            raise KubectlError(f"'{each['name']}' already has a value ({value}), and --overwrite is false")


def _apply(container: Object, added: Variables, removed: list[str]) -> None:
    wanted = {each["name"]: each for each in reversed(added)}  # of two with one name the first counts
    wanted = dict(reversed(wanted.items()))
    kept = [wanted.pop(each["name"], each) for each in container.get("env") or [] if each["name"] not in removed]
    env = [*kept, *(each for name, each in wanted.items() if name not in removed)]
    if env:
        container["env"] = env
    else:
        container.pop("env", None)


async def _list(call: Call, resources: list[str], added: Variables, removed: list[str]) -> None:
    local = call.flags.on("local")
    selection = await select(call, query_of(call, resources, fetch="" if local else "latest", local=local))
    for info in selection.infos:
        try:
            spec = pod_spec_of(info, info.object or {})
        except KubectlError:
            continue  # only what has containers is listed
        for container in chosen(spec, call.flags.text("containers")):
            _apply(container, added, removed)
            await call.say(f"# {info.mapping.kind} {info.name}, container {container['name']}")
            for each in container.get("env") or []:
                await call.say(await _shown(call, info, each))
    raise_all(selection.errors)


async def _shown(call: Call, info: Info, each: Object) -> str:
    source = each.get("valueFrom")
    if not source:
        return f"{each['name']}={each.get('value', '')}"
    if call.flags.on("resolve"):
        value = await _resolved(call, info, source)
        if value is not None:
            return f"{each['name']}={value}"
    return f"# {each['name']} from {_reference(source)}"


def _reference(source: Object) -> str:
    if "fieldRef" in source:
        return f"field path {source['fieldRef'].get('fieldPath')}"
    if "resourceFieldRef" in source:
        ref = source["resourceFieldRef"]
        where = f"'{ref.get('containerName')}', " if ref.get("containerName") else ""
        return f"resource field {where}{ref.get('resource')}" if where else f"resource field {ref.get('resource')}"
    if "secretKeyRef" in source:
        return f"secret {source['secretKeyRef'].get('name')}, key {source['secretKeyRef'].get('key')}"
    if "configMapKeyRef" in source:
        return f"configmap {source['configMapKeyRef'].get('name')}, key {source['configMapKeyRef'].get('key')}"
    return "invalid valueFrom"


async def _resolved(call: Call, info: Info, source: Object) -> str | None:
    for kind, resource in (("secretKeyRef", "secrets"), ("configMapKeyRef", "configmaps")):
        if kind in source:
            mapping = await call.resource(resource)
            found = await retrieve(call, Info(mapping, info.namespace, source[kind]["name"]))
            value = (found.get("data") or {}).get(source[kind]["key"])
            if value is None:
                raise KubectlError(f"key {source[kind]['key']} not found in {mapping.kind} {source[kind]['name']}")
            return base64.b64decode(value).decode("utf-8", "replace") if kind == "secretKeyRef" else str(value)
    return None
