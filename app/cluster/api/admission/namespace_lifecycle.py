"""Nothing is created in a namespace that is not there or is going away, and some namespaces never go.

Follows kubernetes apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go.
"""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.errors import error, forbidden, not_found

NAMESPACES = ("", "namespaces")
IMMORTAL = frozenset({"default", "kube-system", "kube-public"})


def check(attributes: Attributes) -> None:
    """ApiError 403 or 404."""
    if attributes.key == NAMESPACES:
        if attributes.operation == "DELETE" and attributes.name in IMMORTAL:
            raise forbidden("", "namespaces", attributes.name, "this namespace may not be deleted")
        return
    if attributes.operation != "CREATE" or not attributes.resource.kind.namespaced:
        return
    namespace = attributes.api.store.get(NAMESPACES, "", attributes.namespace)
    if namespace is None:
        raise not_found("", "namespaces", attributes.namespace)
    if (namespace.get("status") or {}).get("phase") == "Terminating":
        problem = attributes.forbid(
            f"unable to create new content in namespace {attributes.namespace} because it is being terminated"
        )
        message = f"namespace {attributes.namespace} is being terminated"
        cause = {"reason": "NamespaceTerminating", "message": message, "field": "metadata.namespace"}
        details = {**problem.status.get("details", {}), "causes": [cause]}
        raise error("Forbidden", problem.status["message"], details=details)


PLUGIN = Plugin("NamespaceLifecycle", admit=check, operations=frozenset({"CREATE", "UPDATE"}))
DELETIONS = Plugin("NamespaceLifecycle", validate=check, operations=frozenset({"DELETE"}))
