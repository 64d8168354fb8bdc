"""`kubectl cluster-info dump`: everything that helps when something is wrong."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.formats import printer
from app.kubectl.pods import running_timeout
from app.kubectl.printing import object_printer
from app.kubectl.resources import Info, Query, list_all

SHORT = "Print what is needed to find out what is wrong with a cluster"
RESOURCES = ("events", "replicationcontrollers", "services", "daemonsets.apps", "deployments.apps", "replicasets.apps",
             "pods")  # fmt: skip
FILES = {"replicationcontrollers": "replication-controllers"}


async def run(call: Call) -> None:
    """Print nodes, then workloads and logs of the namespaces."""
    output = object_printer(call, ordered=True) or printer(
        "json", "", allow_missing_keys=True, show_managed_fields=False, ordered=True
    )
    running_timeout(call)
    if call.flags.text("output") == "name":
        raise KubectlError("list types are not supported by name printing: *v1.NodeList")
    directory = call.flags.text("output-directory")

    async def put(name: str, text: str) -> None:
        if directory in ("", "-"):
            await call.write(text)
            return
        path = f"{directory.rstrip('/')}/{name}"
        call.machine.make_directory(path.rpartition("/")[0])
        call.machine.write_file(path, text.encode())

    extension = call.flags.text("output") or "json"
    nodes = await call.resource("nodes")
    await put(f"nodes.{extension}", output.print(await list_all(call, nodes, "", Query())))
    for namespace in await _namespaces(call):
        for resource in RESOURCES:
            mapping = await call.resource(resource)
            listed = await list_all(call, mapping, namespace, Query())
            name = f"{namespace}/{FILES.get(resource, mapping.resource)}.{extension}"
            await put(name, output.print(listed))
            if resource == "pods":
                for pod in listed.get("items") or []:
                    text = await _logs(call, Info(mapping, namespace, pod["metadata"]["name"]), pod)
                    await put(f"{namespace}/{pod['metadata']['name']}/logs.txt", text)
    if directory not in ("", "-"):
        await call.say(f"Cluster info dumped to {directory}")


async def _namespaces(call: Call) -> list[str]:
    if call.flags.on("all-namespaces"):
        listed = await list_all(call, await call.resource("namespaces"), "", Query())
        return [item["metadata"]["name"] for item in listed.get("items") or []]
    given = call.flags.words("namespaces")
    return given or ["kube-system", call.namespace]


async def _logs(call: Call, info: Info, pod: dict[str, object]) -> str:
    text = ""
    spec = pod.get("spec") or {}
    kinds = ("initContainers", "containers", "ephemeralContainers")
    for container in [each for kind in kinds for each in spec.get(kind) or []] if isinstance(spec, dict) else []:
        where = f"container {container['name']} of pod {info.namespace}/{info.name}"
        text += f"==== START logs for {where} ====\n"
        try:
            data = await call.client.request("GET", info.path("log"), query=[("container", container["name"])])
            text += data.decode("utf-8", "replace")
        except StatusError as wrong:
            text += f"Request log error: {wrong}\n"
        text += f"==== END logs for {where} ====\n"
    return text
