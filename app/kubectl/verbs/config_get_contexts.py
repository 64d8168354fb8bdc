"""`kubectl config get-contexts`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.columns import aligned
from app.kubectl.errors import KubectlError, raise_all
from app.kubectl.kubeconfig_files import merged

SHORT = "List the contexts"


async def run(call: Call) -> None:
    """Print the named contexts, or all."""
    output = call.flags.text("output")
    if output not in ("", "name"):
        raise KubectlError(
            f"--output {output} is not available in kubectl config get-contexts; resetting to default output format"
        )
    config = merged(call)
    contexts = config["contexts"]
    errors: list[Exception] = [KubectlError(f"context {name} not found") for name in call.args if name not in contexts]
    names = sorted(name for name in contexts if not call.args or name in call.args)
    if output == "name":
        await call.write("".join(f"{name}\n" for name in names))
    else:
        await call.write(_table(call, config["current-context"], names, contexts))
    raise_all(errors)


def _table(call: Call, current: str, names: list[str], contexts: dict[str, dict[str, str]]) -> str:
    rows = [] if call.flags.on("no-headers") else [["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]]
    for name in names:
        context = contexts[name]
        mark = "*" if name == current else ""
        rows.append([mark, name, context.get("cluster", ""), context.get("user", ""), context.get("namespace", "")])
    return aligned(rows)
