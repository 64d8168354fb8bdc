"""Controller revisions: the history of StatefulSets and DaemonSets.

Follows kubernetes pkg/controller/history/controller_history.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import (
    CONTROLLER_REVISIONS,
    Object,
    controller_reference,
    is_deleting,
    labels_of,
    name_of,
    owner_uid,
)

HASH_LABEL = "controller.kubernetes.io/hash"


def revisions_of(plane: Plane, owner: Object) -> list[Object]:
    """The owner's revisions, oldest first."""
    uid = owner["metadata"]["uid"]
    found = [obj for key, obj in plane.objects.by_owner(uid) if key == CONTROLLER_REVISIONS and owner_uid(obj) == uid]
    return sorted(found, key=lambda one: (one["revision"], one["metadata"]["name"]))


def current_revision(plane: Plane, owner: Object, data: Any, digest: str, label: str) -> tuple[Object, list[Object]]:
    """The revision that holds `data` (made, or renumbered as the newest, if need be), and all revisions.

    `label` names the label that carries the digest.
    """
    known = revisions_of(plane, owner) or _adopted(plane, owner)
    newest = known[-1]["revision"] if known else 0
    equal = [one for one in known if one["data"] == data]
    if equal and equal[-1]["revision"] == newest:
        return equal[-1], known
    if equal:
        found = plane.write(CONTROLLER_REVISIONS, {**equal[-1], "revision": newest + 1}, "kube-controller-manager")
    else:
        meta = owner["metadata"]
        labels = {**labels_of(owner["spec"]["template"]), label: digest}
        made = {
            "apiVersion": "apps/v1",
            "kind": "ControllerRevision",
            "metadata": {
                "name": f"{meta['name']}-{digest}",
                "namespace": meta["namespace"],
                "labels": labels,
                "annotations": _annotations(owner),
                "ownerReferences": [controller_reference(owner)],
            },
            "data": _marshalled(data),
            "revision": newest + 1,
        }
        if not made["metadata"]["annotations"]:
            del made["metadata"]["annotations"]
        found = plane.objects.create(CONTROLLER_REVISIONS, made, manager="kube-controller-manager")
    return found, revisions_of(plane, owner)


def _marshalled(data: Any) -> Any:
    """Data with its keys in alphabetical order: programs compare a revision byte by byte."""
    if isinstance(data, dict):
        return {key: _marshalled(data[key]) for key in sorted(data)}
    return [_marshalled(one) for one in data] if isinstance(data, list) else data


def _adopted(plane: Plane, owner: Object) -> list[Object]:
    """The revisions that an owner of before left behind, which are this one's now."""
    namespace, selector = owner["metadata"]["namespace"], owner["spec"].get("selector") or {}

    def adopt(new: Object) -> None:
        references = new["metadata"].get("ownerReferences") or ()
        new["metadata"]["ownerReferences"] = [*references, controller_reference(owner)]

    for one in tuple(plane.objects.by_label(CONTROLLER_REVISIONS, namespace, selector)):
        if not owner_uid(one) and not is_deleting(one):
            plane.objects.patch(CONTROLLER_REVISIONS, *name_of(one), adopt, manager="kube-controller-manager")
    return revisions_of(plane, owner)


def _annotations(owner: Object) -> dict[str, str]:
    return dict(owner["metadata"].get("annotations") or {})


def drop_old(plane: Plane, revisions: list[Object], used: set[str], limit: int) -> None:
    """Delete the oldest revisions that no pod uses, beyond the history limit."""
    idle = [one for one in revisions if one["metadata"]["name"] not in used]
    for one in idle[: max(0, len(idle) - limit)]:
        try:
            plane.delete(CONTROLLER_REVISIONS, one)
        except ApiError:
            return
