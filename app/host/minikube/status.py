"""`minikube status`, `ip`, `profile`. Follows minikube cmd/minikube/cmd/{status,ip}.go and config/profile*.go."""

from __future__ import annotations

import json
from typing import Any

from app.host.local_cluster import LocalMachine
from app.host.minikube import profile
from app.host.minikube.call import Call
from app.host.minikube.profile import Profile
from app.host.minikube.styles import complain, leave, say, table
from app.kubectl.flags import Flag
from app.kubectl.output.gotemplate import ExecutionError, TemplateSyntaxError, execute, parse
from app.kubectl.output.gotemplate.builtins import FUNCTIONS

HOST_OFF, CLUSTER_OFF, CONFIG_OFF = 1, 2, 4
STATUS_FLAGS = (
    Flag("format", "string", "", "f", help="Go template format string for the status output."),
    Flag("output", "string", "text", "o", help="minikube status --output OUTPUT. json, text"),
    Flag("node", "string", "", "n", help="The node to check status for. Defaults to control plane."),
)
IP_FLAGS = (Flag("node", "string", "", "n", help="The node to get IP. Defaults to the primary control plane."),)
LIST_FLAGS = (
    Flag("output", "string", "table", "o", help="The output format. One of 'json', 'table'"),
    Flag("light", "bool", "false", "l", help="If true, returns list of profiles faster by skipping validating"),
)
STALE = (
    "\nWARNING: Your kubectl is pointing to stale minikube-vm.\n"
    "To fix the kubectl context, run `minikube update-context`\n"
)


def status_of(call: Call, found: Profile, machine: LocalMachine) -> dict[str, Any]:
    """What is to be told about a machine. Follows pkg/minikube/cluster/status.go: NodeStatus."""
    on, serving = call.is_on(machine), call.cluster.serving()
    worker = not machine.control_plane
    kubelet = "Running" if on and (serving or worker) else "Stopped"
    server = "Running" if on and serving else "Paused" if on else "Stopped"
    address, port = call.cluster.server()
    known = profile.endpoint(call.run.host, call.run.env, found.name)
    config = "Configured" if known == f"https://{address}:{port}" else "Misconfigured"
    return {
        "Name": machine.name, "Host": "Running" if on else "Stopped", "Kubelet": kubelet,
        "APIServer": "Irrelevant" if worker else server,
        "Kubeconfig": "Irrelevant" if worker else config if on else "Stopped", "Worker": worker,
    }  # fmt: skip


def exit_code(states: list[dict[str, Any]]) -> int:
    """Follows status.go: exitCode."""
    code = 0
    for one in states:
        code |= HOST_OFF if one["Host"] != "Running" else 0
        code |= CLUSTER_OFF if one["APIServer"] not in ("Running", "Irrelevant") or one["Kubelet"] != "Running" else 0
        code |= CONFIG_OFF if one["Kubeconfig"] not in ("Configured", "Irrelevant") else 0
    return code


async def status(call: Call) -> int:
    """`minikube status`."""
    run, output, form = call.run, call.values.text("output").lower(), call.values.text("format")
    if output != "text" and form:
        raise await call.usage("Cannot use both --output and --format options")
    found = await call.partial()
    name = call.values.text("node")
    machines = [await call.node(found, name)] if name or form else list(found.machines)
    states = [status_of(call, found, one) for one in machines]
    if output == "json":
        data = states[0] if len(states) == 1 else states
        await run.stdout.write(json.dumps(data, separators=(",", ":")) + ("\n" if run.stdout.isatty else ""))
    elif output == "text":
        for one in states:
            await run.stdout.write(await _text(call, one, form))
    else:
        raise await call.usage(f"invalid output format: {output}. Valid values: 'text', 'json'")
    return exit_code(states)


async def _text(call: Call, one: dict[str, Any], form: str) -> str:
    if form:
        try:
            text = execute(parse("status", form, FUNCTIONS), one)
        except (TemplateSyntaxError, ExecutionError) as wrong:
            raise await leave(call.run, "INTERNAL_STATUS_TEXT", f"status text failure: {wrong}", 80) from None
        return text
    if one["Worker"]:
        return f"{one['Name']}\ntype: Worker\nhost: {one['Host']}\nkubelet: {one['Kubelet']}\n\n"
    text = (
        f"{one['Name']}\ntype: Control Plane\nhost: {one['Host']}\nkubelet: {one['Kubelet']}\n"
        f"apiserver: {one['APIServer']}\nkubeconfig: {one['Kubeconfig']}\n\n"
    )
    return text + (STALE if one["Kubeconfig"] == "Misconfigured" else "")


async def address(call: Call) -> int:
    """`minikube ip`."""
    found = await call.running()
    machine = await call.node(found, call.values.text("node"))
    await call.run.stdout.write(f"{machine.address}\n")
    return 0


async def choose(call: Call) -> int:
    """`minikube profile [NAME]`."""
    run = call.run
    if not call.args:
        await run.stdout.write(f"{call.name}\n")
        return 0
    if len(call.args) > 1:
        raise await call.usage("usage: minikube profile [MINIKUBE_PROFILE_NAME]")
    name = call.args[0]
    found = profile.load(run.host, call.folder, name)
    if found is None and name != profile.DEFAULT:
        await complain(run, "tip", f"if you want to create a profile you can by this command: minikube start -p {name}")
        await complain(run, "warning", f'Error loading profile config: cluster "{name}" does not exist')
        return 0
    settings = {**call.settings, "profile": name}
    run.host.write_file(f"{call.folder}/config/config.json", json.dumps(settings, indent=4))
    if found is not None:
        await run.run(["kubectl", "config", "use-context", name])
    await say(run, "success", f"minikube profile was successfully set to {name}")
    return 0


async def list_all(call: Call) -> int:
    """`minikube profile list`."""
    run, output = call.run, call.values.text("output").lower()
    if output not in ("table", "json"):
        raise await call.usage(f"invalid output format: {output}. Valid values: 'table', 'json'")
    names = profile.names(run.host, call.folder) if call.cluster.machines() else []
    found = [one for name in names if (one := profile.load(run.host, call.folder, name)) is not None]
    if output == "json":
        valid = [{"Name": one.name, "Status": _state(call, one), "Active": one.name == call.name} for one in found]
        await run.stdout.write(json.dumps({"invalid": [], "valid": valid}, separators=(",", ":")) + "\n")
        return 0
    if not found:
        text = "No minikube profile was found."
        raise await leave(run, "MK_USAGE_NO_PROFILE", text, 14, "You can create one using 'minikube start'.")
    current = profile.read_config(run.host, profile.kubeconfig_path(run.env))["current-context"]
    header = ["PROFILE", "DRIVER", "RUNTIME", "IP", "VERSION", "STATUS", "NODES", "ACTIVE PROFILE",
              "ACTIVE KUBECONTEXT"]  # fmt: skip
    rows = [
        [one.name, one.driver, one.runtime, one.machines[0].address, one.version, _state(call, one),
         str(len(one.machines)), "*" if one.name == call.name else "", "*" if one.name == current else ""]
        for one in found
    ]  # fmt: skip
    await run.stdout.write(table(header, rows))
    return 0


def _state(call: Call, found: Profile) -> str:
    if call.values.on("light"):
        return "Skipped"
    if not call.is_on(found.machines[0]):
        return "Stopped"
    return "OK" if call.cluster.serving() else "Paused"
