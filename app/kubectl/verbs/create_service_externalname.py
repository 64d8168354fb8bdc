"""`kubectl create service externalname`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.services import create_service

SHORT = "Create a service that stands for a DNS name outside"
REQUIRED = ("external-name",)


async def run(call: Call) -> None:
    """Create it."""
    if not call.flags.text("external-name"):
        raise KubectlError("invalid service external name ")
    await create_service(call, "ExternalName", externalName=call.flags.text("external-name"))
