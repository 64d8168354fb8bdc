"""`kubectl version` of 1.8."""

from __future__ import annotations

from app.kubectl import formats
from app.kubectl.call import Call
from app.kubectl.errors import ConnectionFailure, KubectlError, StatusError
from app.kubectl.versions import CLIENTS
from app.sim.go_strings import quote

SHORT = "Print the versions of client and server"
FIELDS = {
    "Major": "major", "Minor": "minor", "GitVersion": "gitVersion", "GitCommit": "gitCommit",
    "GitTreeState": "gitTreeState", "BuildDate": "buildDate", "GoVersion": "goVersion", "Compiler": "compiler",
    "Platform": "platform",
}  # fmt: skip


async def run(call: Call) -> None:
    """Print both versions, as Go prints the structs that hold them."""
    output = call.flags.text("output")
    if output not in ("", "yaml", "json"):
        raise KubectlError("--output must be 'yaml' or 'json'")
    found: dict[str, dict[str, str]] = {"clientVersion": CLIENTS[call.release]}
    failure: Exception | None = None
    if not call.flags.on("client"):
        try:
            found["serverVersion"] = await call.client.json("GET", "/version")
        except (ConnectionFailure, StatusError) as wrong:
            failure = wrong
    await call.write(_text(call, found, output))
    if failure is not None:
        raise failure


def _text(call: Call, found: dict[str, dict[str, str]], output: str) -> str:
    if output == "json":
        return formats.ordered_json(found) + "\n"
    if output == "yaml":
        return formats.yaml_text(found) + "\n"
    titles = {"clientVersion": "Client Version", "serverVersion": "Server Version"}
    if call.flags.on("short"):
        return "".join(f"{titles[key]}: {info['gitVersion']}\n" for key, info in found.items())
    return "".join(f"{titles[key]}: {_struct(info)}\n" for key, info in found.items())


def _struct(info: dict[str, str]) -> str:
    fields = ", ".join(f"{name}:{quote(str(info.get(key, '')))}" for name, key in FIELDS.items())
    return f"version.Info{{{fields}}}"
