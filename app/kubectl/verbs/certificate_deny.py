"""`kubectl certificate deny`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.certificates import decide

SHORT = "Deny certificate signing requests"


async def run(call: Call) -> None:
    """Deny each request meant."""
    await decide(call, "Denied", "KubectlDeny", "This CSR was denied by kubectl certificate deny.", "denied")
