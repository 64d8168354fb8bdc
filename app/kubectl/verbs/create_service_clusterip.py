"""`kubectl create service clusterip`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.services import create_service

SHORT = "Create a service with an address inside the cluster"


async def run(call: Call) -> None:
    """Create it."""
    address = call.flags.text("clusterip")
    await create_service(call, "ClusterIP", **({"clusterIP": address} if address else {}))
