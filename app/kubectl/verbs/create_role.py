"""`kubectl create role`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata
from app.kubectl.policy_rules import resources_of, rules, verbs_of

SHORT = "Create a role with rules for some resources"


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    verbs = await verbs_of(call)
    wanted = await resources_of(call, verbs)
    obj = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": metadata(call, name),
        "rules": rules(verbs, wanted, call.flags.words("resource-name")),
    }
    await create(call, obj)
