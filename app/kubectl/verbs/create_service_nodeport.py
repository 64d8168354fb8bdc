"""`kubectl create service nodeport`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.services import create_service

SHORT = "Create a service with a port on every node"


async def run(call: Call) -> None:
    """Create it."""
    await create_service(call, "NodePort")
