"""`kubectl version`: what this program is, and what the server says it is."""

from __future__ import annotations

from app.kubectl import formats
from app.kubectl.call import Call
from app.kubectl.errors import ConnectionFailure, KubectlError, StatusError
from app.kubectl.versions import CLIENTS, KUSTOMIZE

SHORT = "Print the versions of client and server"


async def run(call: Call) -> None:
    """Print both versions; the client's even when the server cannot be reached."""
    output = call.flags.text("output")
    if call.args:
        raise KubectlError(f"extra arguments: [{' '.join(call.args)}]")
    if output not in ("", "yaml", "json"):
        raise KubectlError("--output must be 'yaml' or 'json'")
    found: dict[str, object] = {"clientVersion": CLIENTS[call.release], "kustomizeVersion": KUSTOMIZE}
    failure: Exception | None = None
    if not call.flags.on("client"):
        try:
            found["serverVersion"] = await call.client.json("GET", "/version", query=[("timeout", "32s")])
        except (ConnectionFailure, StatusError) as wrong:
            failure = wrong
    await call.write(_text(found, output))
    if failure is not None:
        raise failure
    if isinstance(server := found.get("serverVersion"), dict):
        await _compare(call, CLIENTS[call.release], server)


def _text(found: dict[str, object], output: str) -> str:
    if output == "json":
        return formats.ordered_json(found) + "\n"
    if output == "yaml":
        return formats.yaml_text(found) + "\n"
    lines = [f"Client Version: {_version(found['clientVersion'])}", f"Kustomize Version: {found['kustomizeVersion']}"]
    if "serverVersion" in found:
        lines.append(f"Server Version: {_version(found['serverVersion'])}")
    return "".join(f"{line}\n" for line in lines)


def _version(info: object) -> str:
    return str(info["gitVersion"]) if isinstance(info, dict) else ""


async def _compare(call: Call, client: dict[str, str], server: dict[str, str]) -> None:
    """Warn when the minor versions are more than one apart."""
    try:
        mine, theirs = int(client["minor"]), int("".join(c for c in server["minor"] if c.isdigit()))
    except (KeyError, ValueError):
        return
    if abs(mine - theirs) > 1:
        await call.complain(
            f"WARNING: version difference between client ({client['major']}.{mine}) and server "
            f"({server['major']}.{theirs}) exceeds the supported minor version skew of +/-1"
        )
