"""`kubectl create clusterrolebinding`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create
from app.kubectl.subjects import role_ref, subjects_of

SHORT = "Grant a cluster role in all namespaces"
REQUIRED = ("clusterrole",)


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    obj: dict[str, Any] = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": name},
    }
    if subjects := subjects_of(call):
        obj["subjects"] = subjects
    obj["roleRef"] = role_ref("ClusterRole", call.flags.text("clusterrole"))
    await create(call, obj, namespaced=False, failure="failed to create clusterrolebinding: ")
