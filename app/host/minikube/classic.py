"""minikube v0.17.1 as the interactive tutorials of 2017 and 2018 had it: the cluster is on the machine itself.

Follows minikube v0.17 cmd/minikube/cmd/{start,stop,delete,status,ip,service,dashboard,version}.go.
"""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.local_cluster import LocalCluster
from app.host.minikube import profile
from app.kubectl.errors import FlagError
from app.kubectl.flags import Flag, HelpWanted, Values, parse

FLAGS = {
    "start": (),
    "stop": (),
    "delete": (),
    "status": (),
    "ip": (),
    "version": (),
    "service": (
        Flag("namespace", "string", "default", "n", help="The service namespace"),
        Flag("url", "bool", "false", help="Display the kubernetes service URL in the CLI"),
    ),
    "dashboard": (Flag("url", "bool", "false", help="Display the kubernetes dashboard in the CLI"),),
    "addons": (),
}
TEXTS = {
    "start": "Starts a local kubernetes cluster.", "stop": "Stops a running local kubernetes cluster.",
    "delete": "Deletes a local kubernetes cluster.", "status": "Gets the status of a local kubernetes cluster.",
    "ip": "Retrieve the IP address of the running cluster.", "version": "Print the version of minikube.",
    "service": "Gets the kubernetes URL(s) for the specified service in your local cluster",
    "dashboard": "Opens/displays the kubernetes dashboard URL for your local cluster",
    "addons": "Modify minikube's kubernetes addons",
}  # fmt: skip


async def main(run: Invocation) -> int:
    """Find the command."""
    words, cluster = list(run.args), run.host.local_cluster
    if not words or words[0] in ("--help", "-h", "help"):
        rows = "".join(f"  {name:<16} {text}\n" for name, text in sorted(TEXTS.items()))
        await run.stdout.write("Minikube is a CLI tool that provisions and manages single-node Kubernetes clusters "
                               "optimized for development workflows.\n\nUsage:\n  minikube [command]\n\nAvailable "
                               f"Commands:\n{rows}")  # fmt: skip
        return 0
    name = words[0]
    if name not in FLAGS:
        text = f'Error: unknown command "{name}" for "minikube"\nRun \'minikube --help\' for usage.\n'
        await run.stderr.write(text)
        return 1
    try:
        values = parse(FLAGS[name], words[1:])
    except HelpWanted:
        rows = "".join(f"      --{flag.name}   {flag.help}\n" for flag in FLAGS[name])
        await run.stdout.write(f"{TEXTS[name]}\n\nUsage:\n  minikube {name} [flags]\n" + (rows and f"\nFlags:\n{rows}"))
        return 0
    except FlagError as wrong:
        await run.stderr.write(f"Error: {wrong}\nUsage:\n  minikube {name} [flags]\n\n")
        return 1
    if cluster is None:
        await run.stderr.write("minikube: this machine cannot have a cluster\n")
        return 1
    return await _do(run, name, values, cluster)


async def _do(run: Invocation, name: str, values: Values, cluster: LocalCluster) -> int:
    there = bool(cluster.machines())
    if name == "version":
        await run.stdout.write(f"minikube version: {profile.CLASSIC_VERSION}\n")
    elif name == "start":
        await _start(run, cluster, there=there)
    elif name == "status":
        running = there and cluster.serving()
        words = ("Running", "Running") if running else ("Stopped" if there else "Does Not Exist",) * 2
        await run.stdout.write(f"minikubeVM: {words[0]}\nlocalkube: {words[1]}\n")
    elif name == "ip":
        await run.stdout.write(f"{run.host.interface.address}\n")
    elif name == "stop":
        await run.stdout.write("Stopping local Kubernetes cluster...\n")
        await run.sleep(1)
        cluster.power(on=False)
        await run.stdout.write("Machine stopped.\n")
    elif name == "delete":
        await run.stdout.write("Deleting local Kubernetes cluster...\n")
        cluster.delete()
        profile.deconfigure(run.host, run.env, profile.DEFAULT)
        await run.stdout.write("Machine deleted.\n")
    elif name == "service":
        return await _service(run, values)
    else:
        await run.stderr.write(f"minikube {name} is not simulated in this release\n")
        return 1
    return 0


async def _start(run: Invocation, cluster: LocalCluster, *, there: bool) -> None:
    await run.stdout.write("Starting local Kubernetes cluster...\n")
    await run.sleep(3)
    if not there:
        cluster.create(())
        address, port = cluster.server()
        profile.write_credentials(run.host, profile.home(run.env), profile.DEFAULT, cluster)
        profile.configure(run.host, run.env, profile.DEFAULT, (address, port), use=True)
    elif not cluster.serving():
        cluster.power(on=True)
    await run.sleep(2)
    await run.stdout.write("Kubectl is now configured to use the cluster.\n")


async def _service(run: Invocation, values: Values) -> int:
    """`minikube service NAME --url`."""
    if len(values.args) != 1:
        await run.stderr.write("Please specify a service name.\n")
        return 1
    words = ["kubectl", "get", "service", values.args[0], "-n", values.text("namespace")]
    status, output, errors = await run.run([*words, "-o", "jsonpath={.spec.ports[*].nodePort}"])
    if status:
        await run.stderr.write(errors.decode())
        return 1
    for port in output.decode().split():
        url = f"http://{run.host.interface.address}:{port}"
        if not values.on("url"):
            name = f"{values.text('namespace')}/{values.args[0]}"
            await run.stdout.write(f"Opening kubernetes service {name} in default browser...\n")
        await run.stdout.write(f"{url}\n")
    return 0
