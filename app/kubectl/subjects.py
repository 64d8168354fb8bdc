"""Subjects of bindings from `--user`, `--group` and `--serviceaccount`.

Follows kubernetes kubectl/pkg/cmd/create/create_rolebinding.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError

GROUP = "rbac.authorization.k8s.io"


def subjects_of(call: Call) -> list[dict[str, Any]]:
    """The subjects that the flags name."""
    found: list[dict[str, Any]] = [
        {"kind": "User", "apiGroup": GROUP, "name": name} for name in call.flags.words("user")
    ]
    found += [{"kind": "Group", "apiGroup": GROUP, "name": name} for name in call.flags.words("group")]
    for account in call.flags.words("serviceaccount"):
        namespace, colon, name = account.partition(":")
        if not colon or not namespace or not name or ":" in name:
            raise KubectlError("serviceaccount must be <namespace>:<name>")
        found.append({"kind": "ServiceAccount", "name": name, "namespace": namespace})
    return found


def role_ref(kind: str, name: str) -> dict[str, str]:
    """A reference to a role."""
    return {"apiGroup": GROUP, "kind": kind, "name": name}
