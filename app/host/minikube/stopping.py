"""`minikube stop`, `delete`, `pause`, `unpause`. Follows minikube cmd/minikube/cmd/{stop,delete,pause,unpause}.go."""

from __future__ import annotations

import json
from contextlib import suppress

from app.host.minikube import profile
from app.host.minikube.call import Call
from app.host.minikube.profile import Profile
from app.host.minikube.styles import complain, say
from app.kubectl.flags import Flag

STOP_FLAGS = (
    Flag("all", "bool", "false", help="Set flag to stop all profiles (clusters)"),
    Flag("keep-context-active", "bool", "false", help="keep the kube-context active after cluster is stopped."),
)
DELETE_FLAGS = (
    Flag("all", "bool", "false", help="Set flag to delete all profiles"),
    Flag("purge", "bool", "false", help="Set this flag to delete the '.minikube' folder from your user directory."),
)
PAUSE_FLAGS = (
    Flag("namespaces", "strings", "[kube-system,kubernetes-dashboard,istio-operator]", "n", help="namespaces to pause"),
    Flag("all-namespaces", "bool", "false", "A", help="If set, pause all namespaces"),
)


async def stop(call: Call) -> int:
    """Switch the machines off."""
    run = call.run
    if call.values.on("all") and call.find() is None:
        return 0
    found = await call.partial()
    count = 0
    for machine in found.machines:
        await say(run, "stopping", f'Stopping node "{machine.name}"  ...')
        if call.is_on(machine):
            await say(run, "stopped", f'Powering off "{machine.name}" via SSH ...')
            await run.sleep(3)
        count += 1
    call.cluster.power(on=False)
    if not call.values.on("keep-context-active"):
        file = profile.kubeconfig_path(run.env)
        if profile.read_config(run.host, file)["current-context"] == call.name:
            await call.run.run(["kubectl", "config", "unset", "current-context"])
    await say(run, "stopped", f"{count} node{'s' if count > 1 else ''} stopped.")
    return 0


async def delete(call: Call) -> int:
    """Throw the cluster away."""
    run, everything = call.run, call.values.on("all")
    if call.args:
        raise await call.usage("Usage: minikube delete")
    names = profile.names(run.host, call.folder) if everything else [call.name]
    for name in names:
        await _delete(call, name)
    if everything:
        await say(run, "fire", "Successfully deleted all profiles")
    if call.values.on("purge"):
        with suppress(OSError):
            run.host.files.remove(call.folder, recursive=True)
        text = f"Successfully purged minikube directory located at - [{call.folder}]"
        await say(run, "deleted", text)
    return 0


async def _delete(call: Call, name: str) -> None:
    run = call.run
    found = profile.load(run.host, call.folder, name)
    if found is None:
        await complain(run, "meh", f'"{name}" profile does not exist, trying anyways.')
    else:
        await say(run, "fire", f'Deleting "{name}" in {found.driver} ...')
        await _remove_machines(call, found)
    profile.forget(run.host, call.folder, name)
    profile.deconfigure(run.host, run.env, name)
    settings = call.settings
    if settings.pop("profile", None) is not None:
        run.host.write_file(f"{call.folder}/config/config.json", json.dumps(settings, indent=4))
    await say(run, "deleted", f'Removed all traces of the "{name}" cluster.')


async def _remove_machines(call: Call, found: Profile) -> None:
    for machine in found.machines:
        await say(call.run, "fire", f'Deleting container "{machine.name}" ...')
        await call.run.sleep(1)
    for machine in found.machines:
        await say(call.run, "fire", f"Removing {call.folder}/machines/{machine.name} ...")
    if found.machines[0].name in call.cluster.machines():
        call.cluster.delete()


async def pause(call: Call) -> int:
    """Freeze the control plane."""
    return await _pause(call, paused=True)


async def unpause(call: Call) -> int:
    """Let it go on."""
    return await _pause(call, paused=False)


async def _pause(call: Call, *, paused: bool) -> int:
    run = call.run
    found = await call.running()
    everything = call.values.on("all-namespaces")
    spaces = [] if everything else call.values.words("namespaces")
    count = 0
    for machine in found.machines:
        sign = "pause" if paused else "unpause"
        await say(run, sign, f"{'Pausing' if paused else 'Unpausing'} node {machine.name} ... ")
        host = call.cluster.host(call.real(machine))
        if host is not None and host.node is not None:
            known = [one for one in host.node.containers() if one.state == "Running"]
            count += sum(2 if one.sandbox.namespace in spaces or not spaces else 0 for one in known)
    await run.sleep(1)
    call.cluster.pause(paused=paused)
    where = f" in: {', '.join(spaces)}" if spaces else ""
    await say(run, "unpause" if paused else "pause", f"{'Paused' if paused else 'Unpaused'} {count} containers{where}")
    return 0
