"""`kubectl certificate approve`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.certificates import decide

SHORT = "Approve certificate signing requests"


async def run(call: Call) -> None:
    """Approve each request meant."""
    await decide(
        call, "Approved", "KubectlApprove", "This CSR was approved by kubectl certificate approve.", "approved"
    )
