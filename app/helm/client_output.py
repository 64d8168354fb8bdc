"""Logs of pods for `helm test --logs`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError
from app.kubectl.errors import StatusError


async def pod_logs(call: Call, namespace: str, names: list[str]) -> str:
    """The logs of pods under a title each; HelmError."""
    out = []
    for name in names:
        try:
            data = await call.connection.client.request("GET", f"/api/v1/namespaces/{namespace}/pods/{name}/log")
        except StatusError as refused:
            raise HelmError(f"unable to get pod logs for {name}: {refused.message}") from None
        out.append(f"POD LOGS: {name}\n{data.decode('utf-8', 'replace')}\n")
    return "".join(out)
