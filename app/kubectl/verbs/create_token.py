"""`kubectl create token`: a short-lived token of a service account."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.printing import emit, object_printer

SHORT = "Ask for a token of a service account"
KINDS = {"Pod": "v1", "Secret": "v1", "Node": "v1"}


async def run(call: Call) -> None:
    """Ask for it and print it."""
    name = call.only_argument()
    printer = object_printer(call)
    request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": _spec(call)}
    path = f"/api/v1/namespaces/{call.namespace}/serviceaccounts/{name}/token"
    try:
        answer = await call.client.json("POST", path, request)
    except StatusError as wrong:
        raise KubectlError(f"failed to create token: {wrong}") from None
    if printer is not None:
        await emit(call, printer, answer)
        return
    token = (answer.get("status") or {}).get("token", "")
    if not token:
        raise KubectlError("failed to create token: no token in server response")
    await call.say(token)


def _spec(call: Call) -> dict[str, Any]:
    flags = call.flags
    kind, name, uid = (flags.text(f"bound-object-{part}") for part in ("kind", "name", "uid"))
    spec: dict[str, Any] = {}
    if flags.words("audience"):
        spec["audiences"] = flags.words("audience")
    if flags.changed("duration"):
        seconds = flags.seconds("duration")
        if seconds < 0:
            raise KubectlError("--duration must be greater than or equal to 0")
        if seconds % 1:
            raise KubectlError("--duration cannot be expressed in units less than seconds")
        if seconds:
            spec["expirationSeconds"] = int(seconds)
    if not kind:
        if name:
            raise KubectlError("--bound-object-name can only be set if --bound-object-kind is provided")
        if uid:
            raise KubectlError("--bound-object-uid can only be set if --bound-object-kind is provided")
        return spec
    if kind not in KINDS:
        raise KubectlError(f"supported --bound-object-kind values are {', '.join(sorted(KINDS))}")
    if not name:
        raise KubectlError("--bound-object-name is required if --bound-object-kind is provided")
    spec["boundObjectRef"] = {"kind": kind, "apiVersion": KINDS[kind], "name": name, **({"uid": uid} if uid else {})}
    return spec
