"""`kubectl create service loadbalancer`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.services import create_service

SHORT = "Create a service behind a load balancer"


async def run(call: Call) -> None:
    """Create it."""
    await create_service(call, "LoadBalancer")
