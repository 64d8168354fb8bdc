"""`minikube node`. Follows minikube cmd/minikube/cmd/node_*.go."""

from __future__ import annotations

from dataclasses import replace

from app.host.local_cluster import LocalMachine
from app.host.minikube import profile, starting
from app.host.minikube.call import Call
from app.host.minikube.profile import Profile
from app.host.minikube.styles import leave, say
from app.kubectl.flags import Flag

ADD_FLAGS = (
    Flag("worker", "bool", "true", help="If set, added node will be available as worker. Defaults to true."),
    Flag("control-plane", "bool", "false", help="If set, added node will become a control-plane."),
)


async def list_all(call: Call) -> int:
    """`node list`."""
    if call.args:
        raise await call.usage("Usage: minikube node list")
    found = await call.partial()
    await call.run.stdout.write("".join(f"{one.name}\t{one.address}\n" for one in found.machines))
    return 0


async def add(call: Call) -> int:
    """`node add`."""
    found = await call.healthy()
    if call.values.on("control-plane"):
        text = "Adding a control-plane node to a non-HA (non-multi-control plane) cluster is not currently supported. "
        text += 'Please first delete the cluster and use "minikube start --ha" to create new one.'
        await call.warn(text)
        return 0
    if not call.values.on("worker"):
        text = "a node that neither works nor controls is not simulated"
        raise await call.usage(text)
    number = max(int(one.name.rpartition("-m")[2]) if "-m" in one.name[len(found.name) :] else 1
                 for one in found.machines) + 1  # fmt: skip
    first = found.machines[0]
    machine = replace(profile.machine(found.name, number), cpus=first.cpus, memory=first.memory, runtime=first.runtime)
    name = found.node(machine)
    await say(call.run, "happy", f"Adding node {name} to cluster {found.name} as [worker]")
    if len(found.machines) == 1 and found.cni == "bridge":
        text = "Cluster was created without any CNI, adding a node to it might cause broken networking."
        await call.warn(text)
    grown = replace(found, machines=(*found.machines, machine))
    await starting.worker(call, grown, machine, exists=False)
    profile.save(call.run.host, call.folder, grown)
    await say(call.run, "ready", f"Successfully added {name} to {found.name}!")
    return 0


async def _named(call: Call, verb: str) -> tuple[Profile, LocalMachine]:
    if len(call.args) != 1:
        raise await call.usage(f"Usage: minikube node {verb} [name]")
    found = await call.partial()
    return found, await call.node(found, call.args[0])


async def start(call: Call) -> int:
    """`node start NAME`."""
    found, machine = await _named(call, "start")
    name = found.node(machine) or machine.name
    if call.is_on(machine):
        await say(call.run, "shrug", f"{name} is already running")
        return 0
    if machine.control_plane:
        text = f"node start is only simulated for workers: use {call.command('start')!r}"
        raise await call.usage(text)
    await starting.worker(call, found, machine, exists=True)
    await say(call.run, "happy", f"Successfully started node {name}!")
    return 0


async def stop(call: Call) -> int:
    """`node stop NAME`."""
    _, machine = await _named(call, "stop")
    await say(call.run, "stopping", f'Stopping node "{machine.name}"  ...')
    await say(call.run, "stopped", f'Powering off "{machine.name}" via SSH ...')
    await call.run.sleep(2)
    if machine.control_plane:
        call.cluster.power(on=False)
    else:
        call.cluster.power_machine(machine.name, on=False)
    await say(call.run, "stopped", f"Successfully stopped node {machine.name}")
    return 0


async def delete(call: Call) -> int:
    """`node delete NAME`."""
    found, machine = await _named(call, "delete")
    name = found.node(machine) or machine.name
    if machine.control_plane:
        text = f"deleting node: the control plane of {found.name!r} cannot be deleted: use {call.command('delete')!r}"
        raise await leave(call.run, "GUEST_NODE_DELETE", text, 80)
    await say(call.run, "fire", f"Deleting node {name} from cluster {found.name}")
    await say(call.run, "stopping", f'Stopping node "{machine.name}"  ...')
    await say(call.run, "stopped", f'Powering off "{machine.name}" via SSH ...')
    await call.run.sleep(2)
    await say(call.run, "fire", f'Deleting "{machine.name}" in {found.driver} ...')
    call.cluster.remove(machine.name)
    left = tuple(one for one in found.machines if one is not machine)
    profile.save(call.run.host, call.folder, replace(found, machines=left))
    await say(call.run, "deleted", f"Node {name} was successfully deleted.")
    return 0
