"""`kubectl create token`: a short-lived token of a service account."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import in_order
from app.kubectl.discovery import require_segment
from app.kubectl.errors import KubectlError, PathError, StatusError
from app.kubectl.printing import emit, object_printer, output_of

SHORT = "Ask for a token of a service account"
KINDS = {"Pod": "v1", "Secret": "v1", "Node": "v1"}


async def run(call: Call) -> None:
    """Ask for it and print it."""
    name = call.only_argument()
    printer = object_printer(call, ordered=True)
    request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": _spec(call)}
    path = f"/api/v1/namespaces/{call.namespace}/serviceaccounts/{name}/token"
    try:
        require_segment("resource name", name)
        answer = await call.client.json("POST", path, request)
    except (StatusError, PathError) as wrong:
        raise KubectlError(f"failed to create token: {wrong}") from None
    if printer is not None:
        await emit(call, printer, _as_struct(answer))
        return
    if output_of(call)[0] == "name":
        await call.say(f"tokenrequest.authentication.k8s.io/{name}")
        return
    token = (answer.get("status") or {}).get("token", "")
    if not token:
        raise KubectlError("failed to create token: no token in server response")
    await call.write(token if call.machine.stdout.isatty is False else f"{token}\n")


def _as_struct(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with its keys in the order of the Go structs."""
    ordered = in_order(answer)
    for part, names in (("spec", ("audiences", "expirationSeconds", "boundObjectRef")), ("status", ("token",))):
        held = ordered.get(part) or {}
        ordered[part] = {**{name: held[name] for name in names if name in held}, **held}
    return ordered


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
