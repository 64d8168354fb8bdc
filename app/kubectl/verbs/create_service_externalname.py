"""`kubectl create service externalname`."""

from __future__ import annotations

import re

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.services import create_service

SHORT = "Create a service that stands for a DNS name outside"
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
REQUIRED = ("external-name",)


async def run(call: Call) -> None:
    """Create it."""
    name = call.flags.text("external-name")
    if not _SUBDOMAIN.fullmatch(name) or len(name) > 253:
        raise KubectlError(f"invalid service external name {name}")
    await create_service(call, "ExternalName", externalName=name)
