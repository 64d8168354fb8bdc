"""`kubectl create job`, from an image or from a cron job."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata
from app.kubectl.errors import KubectlError
from app.kubectl.resources import Query, select

SHORT = "Create a job, from an image or from a cron job"


async def run(call: Call) -> None:
    """Create it. Words after `--` are the container's command."""
    command = call.args[call.dash :] if call.dash >= 0 else []
    call.args[:] = call.args[: call.dash] if call.dash >= 0 else call.args
    name = call.only_argument()
    image, source = call.flags.text("image"), call.flags.text("from")
    if bool(image) == bool(source):
        raise KubectlError("either --image or --from must be specified")
    if command and source:
        raise KubectlError("cannot specify --from and command")
    obj = await _from_cron_job(call, name, source) if source else _from_image(call, name, image, command)
    await create(call, obj, failure="failed to create job: ")


def _from_image(call: Call, name: str, image: str, command: list[str]) -> dict[str, Any]:
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": metadata(call, name),
        "spec": {"template": pod_template(name, image, command, "Never")},
        "status": {},
    }


def pod_template(name: str, image: str, command: list[str], restart: str) -> dict[str, Any]:
    """The template of a pod with one container."""
    container: dict[str, Any] = {"name": name, "image": image, "resources": {}}
    if command:
        container["command"] = command
    return {"metadata": {}, "spec": {"containers": [container], "restartPolicy": restart}}


async def _from_cron_job(call: Call, name: str, source: str) -> dict[str, Any]:
    selection = await select(call, Query(args=[source]))
    if selection.errors:
        raise selection.errors[0]
    cron = selection.infos[0].object or {}
    if cron.get("kind") != "CronJob":
        raise KubectlError(f"unknown object type {_go_type(cron)}")
    template = cron["spec"]["jobTemplate"]
    labels, annotations = template.get("metadata", {}).get("labels"), template.get("metadata", {}).get("annotations")
    owner = {
        "apiVersion": "batch/v1", "controller": True, "kind": "CronJob", "name": cron["metadata"]["name"],
        "uid": cron["metadata"]["uid"],
    }  # fmt: skip
    found: dict[str, Any] = {
        "annotations": {**(annotations or {}), "cronjob.kubernetes.io/instantiate": "manual"},
        "ownerReferences": [owner],
    }
    if labels:
        found["labels"] = labels
    return {
        "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata(call, name, **found), "spec": template["spec"],
        "status": {},
    }  # fmt: skip


def _go_type(obj: dict[str, Any]) -> str:
    return f"*{str(obj.get('apiVersion', '')).rpartition('/')[2]}.{obj.get('kind')}"
