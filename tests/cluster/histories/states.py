"""Histories in short: per object the sequence of its states, per object the events about it.

The same words come from what a real cluster wrote (the JSON files here) and from what the simulated one writes.
"""

from __future__ import annotations

import json
import re
from typing import Any

Object = dict[str, Any]
_SUFFIX = re.compile(r"-[bcdfghjklmnpqrstvwxz2456789]{5}(?![a-z0-9])")
_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ANNOTATION = "deployment.kubernetes.io/"


def normal(text: str) -> str:
    """Text without what varies: generated suffixes, UIDs, placement, minutes."""
    text = _SUFFIX.sub("-*", _UID.sub("<uid>", text))
    text = re.sub(r"(assigned \S+ to) \S+", r"\1 <node>", text)
    return re.sub(r"\bc-\d{8}", "c-<minute>", text)


def _condition(found: Object) -> str:
    mark = {"True": "+", "False": "-"}.get(found["status"], "?")
    return found["type"] + mark + (f":{found['reason']}" if found.get("reason") else "")


def _container(found: Object) -> str:
    kind, state = next(iter(found["state"].items()), ("", {}))
    text = {"running": "running", "waiting": f"waiting:{state.get('reason', '')}"}.get(
        kind, f"terminated:{state.get('exitCode')}/{state.get('reason', '')}"
    )
    if "message" in state and kind == "waiting":
        text += f"({normal(state['message'])})"
    last = (found.get("lastState") or {}).get("terminated")
    marks = (" ready" if found["ready"] else "") + (" started" if found.get("started") else "")
    return f"{found['name']} {text}{marks} x{found['restartCount']}" + (f" last:{last['exitCode']}" if last else "")


def pod_state(obj: Object) -> str:
    """One state of a pod."""
    meta, status = obj["metadata"], obj.get("status", {})
    words = [status.get("phase", "")]
    words += ["deleting"] if "deletionTimestamp" in meta else []
    words += ["unbound"] if not obj["spec"].get("nodeName") else []
    words += ["tracked"] if meta.get("finalizers") else []
    containers = [*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())]
    conditions = " ".join(_condition(one) for one in status.get("conditions") or ())
    return f"{' '.join(words)} | {conditions} | {'; '.join(_container(one) for one in containers)}"


def other_state(obj: Object) -> str:
    """One state of anything else: what is wanted, the counts, the conditions."""
    meta, spec, status = obj["metadata"], obj.get("spec", {}), dict(obj.get("status") or {})
    about: Object = {}
    if "replicas" in spec:
        about["replicas"] = spec["replicas"]
    for name, value in (meta.get("annotations") or {}).items():
        if name.startswith(_ANNOTATION) and "history" not in name:
            about[name.removeprefix(_ANNOTATION)] = value
    if "deletionTimestamp" in meta:
        about["deleting"] = True
    if meta.get("finalizers"):
        about["finalizers"] = meta["finalizers"]
    if obj.get("endpoints"):
        about["endpoints"] = len(obj["endpoints"])
    conditions = status.pop("conditions", None) or ()
    shown = {name: _shown(name, value) for name, value in status.items() if name != "loadBalancer"}
    said = " | ".join(
        _condition(one) + (f"={normal(one['message'])}" if one.get("message") else "") for one in conditions
    )
    return f"{json.dumps(about, sort_keys=True)} {json.dumps(shown, sort_keys=True)} {said}"


def _shown(name: str, value: Any) -> Any:
    if name == "uncountedTerminatedPods":
        return {outcome: len(uids) for outcome, uids in value.items()}
    if name == "active" and isinstance(value, list):
        return len(value)
    return "<time>" if name.endswith("Time") else value


class History:
    """Collects what happens: give `changed` to a cluster's `on_change`."""

    def __init__(self, namespace: str = "default") -> None:
        self.namespace = namespace
        self._objects: dict[str, list[str]] = {}
        self._events: dict[str, tuple[str, list[Any]]] = {}

    def changed(self, event: str, key: tuple[str, str], obj: Object) -> None:
        """One write."""
        meta = obj["metadata"]
        if meta.get("namespace", self.namespace) != self.namespace:
            return
        if obj["kind"] == "Event":
            if event != "DELETED":
                self._note(obj)
            return
        state = "GONE" if event == "DELETED" else pod_state(obj) if obj["kind"] == "Pod" else other_state(obj)
        states = self._objects.setdefault(f"{obj['kind']}/{meta['name']}", [])
        if not states or states[-1] != state:
            states.append(state)

    def _note(self, obj: Object) -> None:
        about = obj["involvedObject"]
        component = (obj.get("source") or {}).get("component") or obj.get("reportingComponent")
        entry = [
            about.get("fieldPath", ""),
            obj["type"],
            obj["reason"],
            normal(obj["message"]),
            obj.get("count"),
            component,
        ]
        self._events[obj["metadata"]["name"]] = (normal(f"{about['kind']}/{about['name']}"), entry)

    def objects(self) -> dict[str, list[list[str]]]:
        """The sequences of states by (normalised) name."""
        found: dict[str, list[list[str]]] = {}
        for name, states in self._objects.items():
            found.setdefault(normal(name), []).append(states)
        return found

    def events(self) -> dict[str, list[list[Any]]]:
        """The events by the (normalised) name of what they are about."""
        found: dict[str, list[list[Any]]] = {}
        for about, entry in self._events.values():
            found.setdefault(about, []).append(entry)
        return found
