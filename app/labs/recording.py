"""A typed session as a draft of a lesson: its lines become solutions, and what they did becomes checks.

A line that begins with `#` is a step's title; the lines below it are typed, with `$ ` in front or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.labs.headless import Headless, open_world
from app.labs.lab import LabSpec

SETTLES = 30.0  # simulated seconds after each line: what it set going is there then
KINDS = (
    ("", "namespaces"), ("apps", "deployments"), ("apps", "statefulsets"), ("apps", "daemonsets"), ("batch", "jobs"),
    ("batch", "cronjobs"), ("", "pods"), ("", "services"), ("networking.k8s.io", "ingresses"), ("", "configmaps"),
    ("", "secrets"), ("", "persistentvolumeclaims"), ("", "serviceaccounts"),
)  # fmt: skip
_READY = ("Deployment", "StatefulSet")
_ORDINARY = {"kube-root-ca.crt", "default"}  # made by control loops in every namespace

World = dict[tuple[str, str, str], dict[str, Any]]  # kind, namespace, name -> object


@dataclass
class RecordedStep:
    """A step: its title, what was typed in it, and the checks that hold since."""

    title: str
    lines: list[str] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Its name in files."""
        words = re.findall(r"[a-z0-9]+", self.title.lower())
        name = "-".join(words) or "step"
        return name if name[0].isalpha() else f"step-{name}"


def read_session(text: str) -> list[RecordedStep]:
    """The steps of a session; lines before the first title are a step of their own."""
    steps: list[RecordedStep] = []
    for line in text.splitlines():
        if line.startswith("#"):
            steps.append(RecordedStep(line.lstrip("# ").strip() or f"Step {len(steps) + 1}"))
        elif line.strip():
            if not steps:
                steps.append(RecordedStep("First steps"))
            steps[-1].lines.append(line.removeprefix("$ ").rstrip())
    return [step for step in steps if step.lines]


async def record(steps: list[RecordedStep], spec: LabSpec) -> None:
    """Type a session into a fresh world, and note in each step what can be checked."""
    async with open_world(spec) as lab:
        for step in steps:
            before, ran = _objects(lab), []
            lab.evidence().begin_step()
            for line in step.lines:
                await lab.type(1, line)
                await lab.advance(SETTLES)
            for command in lab.evidence().finished():
                if command.argv and command.exit == 0 and command.argv[0] in ("kubectl", "k", "helm", "curl"):
                    ran.append(command.text.strip() or " ".join(command.argv))
            changed = list(_changes(before, _objects(lab)))
            step.checks = changed or [_ran(line) for line in dict.fromkeys(ran)][:3]


def _objects(lab: Headless) -> World:
    """What people make; what belongs to another object, or to the system, does not count."""
    found: World = {}
    for key in KINDS:
        for one in lab.lab.cluster.api.objects.list(key):
            meta = one["metadata"]
            namespace = meta.get("namespace", "")
            if not meta.get("ownerReferences") and meta["name"] not in _ORDINARY and not namespace.startswith("kube-"):
                found[one["kind"], namespace, meta["name"]] = one
    return found


def _changes(before: World, now: World) -> Iterator[dict[str, Any]]:
    for key, one in now.items():
        kind, namespace, name = key
        where = {"namespace": namespace} if namespace not in ("", "default") else {}
        old = before.get(key)
        target = f"{kind.lower()}/{name}"
        if old is None:
            ready = kind in _READY and one["spec"].get("replicas")
            looks = {"is": {"status": {"readyReplicas": {"at least": 1}}}} if ready else {}
            yield {"says": f"There is the {kind} {name}", "resource": target, **looks, **where}
        elif (wanted := _differs(old, one)) is not None:
            yield {"says": f"The {kind} {name} has been changed", "resource": target, "is": wanted, **where}
    for kind, namespace, name in before.keys() - now.keys():
        where = {"namespace": namespace} if namespace not in ("", "default") else {}
        yield {"says": f"The {kind} {name} is gone", "no resource": f"{kind.lower()}/{name}", **where}


def _differs(old: Any, new: Any) -> dict[str, Any] | None:
    """What of spec, data and labels is another now, as a pattern."""
    found: dict[str, Any] = {}
    for part in ("spec", "data"):
        difference = _difference(old.get(part), new.get(part))
        found |= {} if difference is None else {part: difference}
    labels = _difference(old["metadata"].get("labels"), new["metadata"].get("labels"))
    return (found | ({} if labels is None else {"metadata": {"labels": labels}})) or None


def _difference(old: Any, new: Any) -> Any:
    """The part of a value that is new; None when there is none."""
    if old == new or new is None:
        return None
    if isinstance(old, dict) and isinstance(new, dict):
        below = {key: _difference(old.get(key), value) for key, value in new.items()}
        return {key: value for key, value in below.items() if value is not None} or None
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        entries = []
        for one, other in zip(old, new, strict=True):
            part = _difference(one, other)
            if part is not None:
                named = {"name": other["name"]} if isinstance(part, dict) and "name" in other else {}
                entries.append({**named, **part} if isinstance(part, dict) else part)
        return entries or None
    return new


def _ran(line: str) -> dict[str, Any]:
    return {"says": f"You ran `{line}`", "ran": line}
