"""Logs of pods for `helm test --logs`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError
from app.kubectl.errors import StatusError


async def pod_logs(call: Call, namespace: str, names: list[str]) -> str:
    """The logs of the pods' containers under a title each; HelmError."""
    out = []
    for name in names:
        path = f"/api/v1/namespaces/{namespace}/pods/{name}"
        try:
            spec = (await call.connection.client.json("GET", path))["spec"]
            for container in [*(spec.get("initContainers") or []), *spec["containers"]]:
                title = container["name"]
                data = await call.connection.client.request("GET", f"{path}/log", query=[("container", title)])
                out.append(f"POD LOGS: {name} ({title})\n{data.decode('utf-8', 'replace')}\n")
        except StatusError as refused:
            raise HelmError(f"unable to get pod logs for {name}: {refused.message}") from None
    return "".join(out)
