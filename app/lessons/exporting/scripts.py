"""Checks as verify scripts: kubectl, jq, curl and test, with exit status 0 when they hold."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import Any

from app.lessons.check import Check, Spec
from app.lessons.exporting.conditions import CannotSayError, condition

quote = shlex.quote


def verify_script(checks: Sequence[Check], unless: Sequence[Check] = ()) -> tuple[str, list[tuple[Check, str]]]:
    """A script for a step's checks and for what fails it; those that it cannot say, with the reason."""
    parts, lost = ["#!/bin/bash"], []
    for check in (*unless, *checks):
        try:
            said = f"echo {quote(str(check.says))}; exit 1"
            if check in unless:
                parts.append(f"if {command(check)}; then {said}; fi")
            else:
                parts.append(f"# {check.says}\n{command(check)} || exit 1")
        except CannotSayError as reason:
            lost.append((check, str(reason)))
    return ("\n".join(parts) + "\n" if len(parts) > 1 else ""), lost


def command(check: Check) -> str:
    """A shell command that succeeds where a check holds. CannotSayError when there is none."""
    rules = check.rules
    if rules.after or rules.within is not None:
        raise CannotSayError("order and time are seen by no script")
    say = _KINDS.get(check.kind.name)
    if say is None:
        raise CannotSayError(f"`{check.kind.name}` sees what no script can see")
    said = say(check.spec)
    if rules.keep is not None:
        said = f"{{ {said} && sleep {rules.keep:g} && {said}; }}"
    return " && ".join([*(f"! {{ {command(wrong)}; }}" for wrong in rules.unless), said])


def _where(spec: Spec) -> str:
    namespace = spec["namespace"]
    place = "-A" if namespace == "*" else f"-n {quote(namespace)}"
    labels = ",".join(f"{key}={value}" for key, value in spec["labeled"].items())
    return place + (f" -l {quote(labels)}" if labels else "")


def _listed(spec: Spec, key: str) -> str:
    """jq's array of the objects that a check is about."""
    kind, name = spec[key]
    wanted = [".metadata.deletionTimestamp == null"] if not spec.get("terminating") and key != "no resource" else []
    if name:
        expression = "^" + "".join(".*" if part == "*" else part for part in _split(name)) + "$"
        wanted.append(f'(.metadata.name | test("{expression}"))')
    wanted += [condition(spec["where"])] if spec.get("where") is not None else []
    chosen = "".join(f" | select({one})" for one in wanted)
    return f"kubectl get {quote(kind)} {_where(spec)} -o json | jq -e {quote(f'[.items[]{chosen}]')}"


def _split(name: str) -> list[str]:
    return [part for piece in name.split("*") for part in (piece, "*")][:-1]


def _resource(spec: Spec) -> str:
    looks = condition(spec["is"]) if spec["is"] is not None else "true"
    return f"{_listed(spec, 'resource')} | jq -e {quote(f'any(.[]; {looks})')} >/dev/null"


def _resources(spec: Spec) -> str:
    count = condition(spec["count"], "length") if spec["count"] is not None else "length > 0"
    looks = f" and all(.[]; {condition(spec['is'])})" if spec["is"] is not None else ""
    return f"{_listed(spec, 'resources')} | jq -e {quote(f'({count}){looks}')} >/dev/null"


def _no_resource(spec: Spec) -> str:
    return f"{_listed(spec, 'no resource')} | jq -e 'length == 0' >/dev/null"


def _texts(pattern: Any) -> list[str]:
    if isinstance(pattern, list):
        return [found for one in pattern for found in _texts(one)]
    if isinstance(pattern, dict):
        raise CannotSayError("an operator for a text")
    return [f"grep -qF -- {quote(str(pattern))}"]


def _file(spec: Spec) -> str:
    path = quote(spec["file"])
    if spec["is absent"]:
        return f"[ ! -e {path} ]"
    if spec["is yaml"] is not None:
        raise CannotSayError("`is yaml`")
    parts = [f"[ -f {path} ]"]
    parts += [f"{grep} {path}" for grep in (_texts(spec["contains"]) if spec["contains"] is not None else ())]
    parts += [f"grep -qE -- {quote(spec['matches'])} {path}"] if spec["matches"] else []
    parts += [f"jq -e {quote(condition(spec['is json']))} {path} >/dev/null"] if spec["is json"] is not None else []
    return " && ".join(parts)


def _http(spec: Spec) -> str:
    answers, request = spec["answers"], f"curl -s -m 5 -X {spec['method']} {quote(spec['http'])}"
    if answers["headers"]:
        raise CannotSayError("`headers`")
    status = f"{request} -o /dev/null -w '%{{http_code}}' | jq -e {quote(condition(answers['status']))} >/dev/null"
    parts = [status]
    parts += [f"{request} | {grep}" for grep in (_texts(answers["body"]) if answers["body"] is not None else ())]
    if answers["json"] is not None:
        parts.append(f"{request} | jq -e {quote(condition(answers['json']))} >/dev/null")
    return " && ".join(parts)


def _script(spec: Spec) -> str:
    end = "EOF_VERIFY"
    run = f"bash <<'{end}'\n{spec['script'].rstrip()}\n{end}\n"
    if spec["prints"] is None:
        return f"{{ {run}}}"
    return f"printed=$({run}) && " + " && ".join(f'echo "$printed" | {grep}' for grep in _texts(spec["prints"]))


def _nested(joined: str, key: str) -> Callable[[Spec], str]:
    return lambda spec: "{ " + joined.join(command(check) for check in spec[key]) + "; }"


_KINDS: dict[str, Callable[[Spec], str]] = {
    "resource": _resource,
    "resources": _resources,
    "no resource": _no_resource,
    "file": _file,
    "http": _http,
    "script": _script,
    "all of": _nested(" && ", "all of"),
    "any of": _nested(" || ", "any of"),
    "none of": lambda spec: "! " + _nested(" || ", "none of")(spec),
}
