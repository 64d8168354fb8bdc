"""Whether a container may run as the user that it would run as.

Follows kubernetes pkg/kubelet/kuberuntime/security_context_others.go: verifyRunAsNonRoot.
"""

from __future__ import annotations

from app.cluster.control.resources import Object
from app.cluster.node.environment import ConfigError
from app.cluster.node.runtime import ImageInfo


def verify_user(pod: Object, container: Object, image: ImageInfo) -> None:
    """Raise ConfigError for a container that must not run as root but would, or whose user is only a name."""
    context = {**(pod["spec"].get("securityContext") or {}), **(container.get("securityContext") or {})}
    if not context.get("runAsNonRoot"):
        return
    meta = pod["metadata"]
    where = f'(pod: "{meta["name"]}_{meta["namespace"]}({meta["uid"]})", container: {container["name"]})'
    if (user := context.get("runAsUser")) is not None:
        if int(user) == 0:
            raise ConfigError(f"container's runAsUser breaks non-root policy {where}")
        return
    name = image.user.partition(":")[0]
    if name in {"", "0"}:
        raise ConfigError(f"container has runAsNonRoot and image will run as root {where}")
    if not name.isdigit():
        why = f"container has runAsNonRoot and image has non-numeric user ({name})"
        raise ConfigError(f"{why}, cannot verify user is non-root {where}")
