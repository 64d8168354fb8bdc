"""`kubectl set image`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, raise_all
from app.kubectl.pod_specs import ALL_AND_SOME, pod_spec_of, split_changes, update_objects
from app.kubectl.resources import Info
from app.sim.go_strings import quote

SHORT = "Change the images of containers"


async def run(call: Call) -> None:
    """Change them in each object meant."""
    resources, changes = split_changes(call.args, "image")
    images = dict(change.split("=", 1) for change in changes)

    def validate() -> None:
        wrong = [ALL_AND_SOME] if call.flags.on("all") and call.flags.text("selector") else []
        if not images:
            wrong.append("at least one image update is required")
        if len(images) > 1 and "*" in images:
            wrong.append(
                "all containers are already specified by *, but saw more than one container_name=container_image pairs"
            )
        raise_all([KubectlError(text) for text in wrong])

    async def change(info: Info, obj: dict[str, Any]) -> None:
        spec = pod_spec_of(info, obj)
        containers = [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]
        unknown = [name for name in images if name not in ("*", *(each.get("name") for each in containers))]
        for name, image in images.items():
            fitting = [each for each in containers if name in ("*", each.get("name"))]
            for each in fitting:
                each["image"] = image
        raise_all([KubectlError(f"error: unable to find container named {quote(name)}") for name in unknown])

    await update_objects(call, resources, change, "image updated", validate=validate, partly=True,
                         failure="failed to patch image update to pod template: ")  # fmt: skip
