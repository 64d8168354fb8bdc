"""What the two kubectls say of themselves. Facts of the releases they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.kubectl.errors import KubectlError
from app.sim.go_strings import quote

if TYPE_CHECKING:
    from app.kubectl.call import Call

CLIENTS = {
    "1.37": {
        "major": "1", "minor": "37", "gitVersion": "v1.37.1", "gitCommit": "f78e722310e50bcaca9276be22276d9e91d91308",
        "gitTreeState": "clean", "buildDate": "2026-09-23T17:10:04Z", "goVersion": "go1.26.8", "compiler": "gc",
        "platform": "linux/amd64",
    },
    "1.8": {
        "major": "1", "minor": "8", "gitVersion": "v1.8.0", "gitCommit": "6e937839ac04a38cac63e6a7a306c5d035fe7b0a",
        "gitTreeState": "clean", "buildDate": "2017-09-28T22:57:57Z", "goVersion": "go1.8.3", "compiler": "gc",
        "platform": "linux/amd64",
    },
}  # fmt: skip
KUSTOMIZE = "v5.8.1"
USER_AGENT = {
    release: f"kubectl/{info['gitVersion']} (linux/amd64) kubernetes/{info['gitCommit'][:7]}"
    for release, info in CLIENTS.items()
}
FIELDS = ("major", "minor", "emulationMajor", "emulationMinor", "minCompatibilityMajor", "minCompatibilityMinor",
          "gitVersion", "gitCommit", "gitTreeState", "buildDate", "goVersion", "compiler", "platform")  # fmt: skip


async def require_same_version(call: Call) -> None:
    """KubectlError unless the server is of the client's version.

    Follows kubernetes client-go/discovery/helper.go: MatchesServerVersion.
    """
    client = CLIENTS[call.release]
    server = await call.client.json("GET", "/version", query=[("timeout", "32s")])
    if server.get("gitVersion") != client["gitVersion"]:
        raise KubectlError(f"server version (&{_struct(server)}) differs from client version ({_struct(client)})")


def _struct(info: dict[str, str]) -> str:
    """A version as Go prints the struct with %#v."""
    fields = ", ".join(f"{name[0].upper()}{name[1:]}:{quote(str(info.get(name, '')))}" for name in FIELDS)
    return f"version.Info{{{fields}}}"
