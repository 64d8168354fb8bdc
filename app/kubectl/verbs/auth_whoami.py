"""`kubectl auth whoami`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.columns import aligned
from app.kubectl.creation import in_order
from app.kubectl.printing import emit, object_printer
from app.sim.go_strings import go_list

SHORT = "Show who the server takes us for"


async def run(call: Call) -> None:
    """Ask the server and print its answer."""
    given = call.flags.changed("output")
    printer = object_printer(call, ordered=True) if given else None
    body = {"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "metadata": {}, "status": {}}
    answer = await call.client.json("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", body)
    if printer is not None:
        await emit(call, printer, _typed(answer))
        return
    if given:
        await call.say("selfsubjectreview.authentication.k8s.io/<unknown>")
        return
    await call.write(aligned([["ATTRIBUTE", "VALUE"], *_rows((answer.get("status") or {}).get("userInfo") or {})]))


def _typed(answer: dict[str, Any]) -> dict[str, Any]:
    """The review with its fields in the order of Go's structs."""
    user = (answer.get("status") or {}).get("userInfo") or {}
    ordered = {key: user[key] for key in ("username", "uid", "groups", "extra") if key in user}
    return {**in_order(answer), "status": {"userInfo": ordered}}


def _rows(user: dict[str, Any]) -> list[list[str]]:
    rows = []
    if user.get("username"):
        rows.append(["Username", user["username"]])
    if user.get("uid"):
        rows.append(["UID", user["uid"]])
    if user.get("groups"):
        rows.append(["Groups", go_list(user["groups"])])
    for key, values in sorted((user.get("extra") or {}).items()):
        rows.append([f"Extra: {key}", go_list(values)])
    return rows
