"""`kubectl create cronjob`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata
from app.kubectl.verbs.create_job import pod_template

SHORT = "Create a cron job"
REQUIRED = ("image", "schedule")


async def run(call: Call) -> None:
    """Create it. Words after `--` are the container's command."""
    command = call.args[call.dash :] if call.dash >= 0 else []
    call.args[:] = call.args[: call.dash] if call.dash >= 0 else call.args
    name = call.only_argument()
    template = pod_template(name, call.flags.text("image"), command, call.flags.text("restart") or "OnFailure")
    obj = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": metadata(call, name),
        "spec": {
            "jobTemplate": {"metadata": {"name": name}, "spec": {"template": template}},
            "schedule": call.flags.text("schedule"),
        },
        "status": {},
    }
    await create(call, obj, failure="failed to create cronjob: ")
