"""Names of custom resources: who has them, and what a definition's status says about it.

Follows kubernetes apiextensions-apiserver/pkg/controller/status/naming_controller.go and
controller/establish/establishing_controller.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.cluster.api.custom.definitions import KEY
from app.cluster.api.objects import Object, name_of
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

Names = dict[str, Any]
_CONFLICTS = (
    ("plural", "PluralConflict"),
    ("singular", "SingularConflict"),
    ("shortNames", "ShortNamesConflict"),
    ("kind", "KindConflict"),
    ("listKind", "ListKindConflict"),
)
_KINDS = frozenset({"kind", "listKind"})


def _taken(api: Api, definition: Object, without: str) -> tuple[set[str], set[str]]:
    """(resource names, kinds) that other definitions of the group have."""
    resources: set[str] = set()
    kinds: set[str] = set()
    for other in api.store.list(KEY):
        names = (other.get("status") or {}).get("acceptedNames") or {}
        if other["spec"]["group"] != definition["spec"]["group"] or name_of(other) in {name_of(definition), without}:
            continue
        resources |= {names.get("plural", ""), names.get("singular", ""), *(names.get("shortNames") or ())} - {""}
        kinds |= {names.get("kind", ""), names.get("listKind", "")} - {""}
    return resources, kinds


def _values(names: Names, key: str) -> list[str]:
    value = names.get(key)
    return list(value) if isinstance(value, list) else [value] if value else []


def _conflicts(wanted: Names, accepted: Names, taken: tuple[set[str], set[str]]) -> Iterator[tuple[str, str, str]]:
    for key, reason in _CONFLICTS:
        others = taken[key in _KINDS]
        for value in _values(wanted, key):
            if value in others and value not in _values(accepted, key):
                yield key, reason, f'"{value}" is already in use'
                break


def settle(api: Api, definition: Object, *, without: str = "") -> Object:
    """The status a definition should have: accepted names and the conditions; `without` is on its way out."""
    before = definition.get("status") or {}
    wanted, accepted = definition["spec"]["names"], before.get("acceptedNames") or {}
    problems = list(_conflicts(wanted, accepted, _taken(api, definition, without)))
    failed = {key for key, _, _ in problems}
    kept = {key: accepted[key] for key in failed if accepted.get(key)}
    names = {"plural": "", "kind": "", **{key: value for key, value in wanted.items() if key not in failed}, **kept}
    agreed = ("True", "NoConflicts", "no conflicts found")
    if problems:
        agreed = ("False", problems[-1][1], problems[-1][2])
    established = ("False", "NotAccepted", "not all names are accepted")
    if agreed[0] == "True" or _is_established(before):
        established = ("True", "InitialNamesAccepted", "the initial names have been accepted")
    status = {**before, "acceptedNames": names}
    status["conditions"] = _conditions(api, before, {"NamesAccepted": agreed, "Established": established})
    return status


def _is_established(status: Object) -> bool:
    return any(item["type"] == "Established" and item["status"] == "True" for item in status.get("conditions") or ())


def _conditions(api: Api, status: Object, wanted: dict[str, tuple[str, str, str]]) -> list[Object]:
    found = list(status.get("conditions") or ())
    for kind, (state, reason, message) in wanted.items():
        set_condition(api, found, {"type": kind, "status": state, "reason": reason, "message": message})
    return found


def set_condition(api: Api, conditions: list[Object], wanted: Object) -> None:
    """Put a condition in its place; its time changes with its status alone."""
    index = next((at for at, item in enumerate(conditions) if item["type"] == wanted["type"]), None)
    since = rfc3339(api.clock.now)
    if index is not None and conditions[index]["status"] == wanted["status"]:
        since = conditions[index]["lastTransitionTime"]
    made = {
        "lastTransitionTime": since,
        "message": wanted["message"],
        "reason": wanted["reason"],
        "status": wanted["status"],
        "type": wanted["type"],
    }
    if index is None:
        conditions.append(made)
    else:
        conditions[index] = made
