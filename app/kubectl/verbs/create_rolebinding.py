"""`kubectl create rolebinding`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata
from app.kubectl.errors import KubectlError
from app.kubectl.subjects import role_ref, subjects_of

SHORT = "Grant a role, or a cluster role within a namespace"


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    role, cluster_role = call.flags.text("role"), call.flags.text("clusterrole")
    if bool(role) == bool(cluster_role):
        raise KubectlError("exactly one of clusterrole or role must be specified")
    obj: dict[str, Any] = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": metadata(call, name),
    }
    if subjects := subjects_of(call):
        obj["subjects"] = subjects
    obj["roleRef"] = role_ref("Role", role) if role else role_ref("ClusterRole", cluster_role)
    await create(call, obj, failure="failed to create rolebinding: ")
