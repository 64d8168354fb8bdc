"""`kubectl set subject`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.pod_specs import ALL_AND_SOME, update_objects
from app.kubectl.resources import Info
from app.kubectl.subjects import subjects_of

SHORT = "Add users, groups and service accounts to a binding"


async def run(call: Call) -> None:
    """Add them to each binding meant."""
    flags = call.flags

    def validate() -> None:
        if flags.on("all") and flags.text("selector"):
            raise KubectlError(ALL_AND_SOME)
        if not any(flags.words(name) for name in ("user", "group", "serviceaccount")):
            raise KubectlError("you must specify at least one value of user, group or serviceaccount")

    subjects = subjects_of(call)

    async def change(info: Info, obj: dict[str, Any]) -> None:
        if info.mapping.kind not in ("RoleBinding", "ClusterRoleBinding"):
            raise KubectlError("setting subjects is only supported for RoleBinding/ClusterRoleBinding")
        present = list(obj.get("subjects") or [])
        known = {(each.get("kind"), each.get("name"), each.get("namespace", "")) for each in present}
        added = [each for each in subjects if (each["kind"], each["name"], each.get("namespace", "")) not in known]
        obj["subjects"] = [*present, *added]

    await update_objects(
        call,
        list(call.args),
        change,
        "subjects updated",
        failure="failed to patch subjects to rolebinding: ",
        validate=validate,
    )
