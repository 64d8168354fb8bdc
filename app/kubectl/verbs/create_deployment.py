"""`kubectl create deployment`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata, suffix
from app.kubectl.errors import KubectlError

SHORT = "Create a deployment that runs one or more images"
REQUIRED = ("image",)


async def run(call: Call) -> None:
    """Create it. Words after `--` are the container's command."""
    command = call.args[call.dash :] if call.dash >= 0 else []
    names = call.args[: call.dash] if call.dash >= 0 else call.args
    call.args[:] = names
    name = call.only_argument()
    images = call.flags.words("image")
    replicas = call.flags.number("replicas")
    if len(images) > 1 and command:
        raise KubectlError("cannot specify multiple --image options and command")
    labels = {"app": name}
    containers = [_container(image, command, call) for image in images]
    if (port := int(call.flags.number("port"))) >= 0:
        containers[0]["ports"] = [{"containerPort": port}]
    obj = {
        "kind": "Deployment",
        "apiVersion": "apps/v1",
        "metadata": metadata(call, name, labels=labels),
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": dict(labels)},
            "template": {"metadata": {"labels": dict(labels)}, "spec": {"containers": containers}},
            "strategy": {},
        },
        "status": {},
    }
    await create(call, obj, failure="failed to create deployment: ")


def _container(image: str, command: list[str], call: Call) -> dict[str, Any]:
    container: dict[str, Any] = {"name": container_name(call, image), "image": image}
    if command:
        container["command"] = command
    return {**container, "resources": {}}


def container_name(call: Call, image: str) -> str:
    """A container's name made from its image: `docker.io/library/nginx:1.25` is nginx."""
    # Follows kubernetes kubectl/pkg/cmd/create/create_deployment.go: buildPodSpec, sanitizeAndUniquify
    name = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
    if "_" in name or "." in name:
        return f"{name.replace('_', '-').replace('.', '-')}-{suffix(call, image)}"
    return name
