"""`minikube service`, `tunnel`, `dashboard`.

Follows minikube cmd/minikube/cmd/{service,service_list,tunnel,dashboard}.go, pkg/minikube/{service,tunnel}.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from app.host.minikube import addons, profile
from app.host.minikube.call import Call
from app.host.minikube.styles import complain, leave, say, table
from app.kubectl.flags import Flag
from app.kubectl.output.gotemplate import ExecutionError, TemplateSyntaxError, execute, parse
from app.kubectl.output.gotemplate.builtins import FUNCTIONS

HEADER = ["NAMESPACE", "NAME", "TARGET PORT", "URL"]
URL = "http://{{.IP}}:{{.Port}}"
FORMAT = Flag("format", "string", URL, help="Format to output service URL in.")
SERVICE_FLAGS = (
    Flag("namespace", "string", "default", "n", help="The service namespace"),
    Flag("url", "bool", "false", help="Display the Kubernetes service URL in the CLI"),
    Flag("https", "bool", "false", help="Open the service URL with https instead of http"),
    Flag("all", "bool", "false", help='Forwards all services in a namespace (defaults to "false")'),
    Flag("wait", "int", "2", help="Amount of time to wait for a service in seconds"),
    Flag("interval", "int", "1", help="The initial time interval for each check that wait performs in seconds"),
    FORMAT,
)
LIST_FLAGS = (
    Flag("namespace", "string", "", "n", help="The services namespace"),
    Flag("output", "string", "table", "o", help="The output format. One of 'json', 'table'"),
    FORMAT,
)
TUNNEL_FLAGS = (Flag("cleanup", "bool", "true", "c", help="call with cleanup=true to remove old tunnels"),)
DASHBOARD_FLAGS = (
    Flag("url", "bool", "false", help="Display dashboard URL instead of opening a browser"),
    Flag("port", "int", "0", help="Exposed port of the proxyfied dashboard. Set to 0 to pick a random port."),
)
SERVICE_NOT_FOUND, SERVICE_UNREACHABLE = 115, 119


def _ports(service: dict[str, Any]) -> list[tuple[str, int]]:
    """(how a port is called, its node port), of those that have one."""
    found = []
    for port in service["spec"].get("ports") or ():
        name = f"{port['name']}/{port['port']}" if port.get("name") else str(port["port"])
        if port.get("nodePort"):
            found.append((name, int(port["nodePort"])))
    return found


async def _urls(call: Call, service: dict[str, Any], address: str) -> list[tuple[str, str]]:
    try:
        form = parse("serviceURL", call.values.text("format"), FUNCTIONS)
        made = [(name, execute(form, {"IP": address, "Port": port, "Name": name})) for name, port in _ports(service)]
    except (TemplateSyntaxError, ExecutionError) as wrong:
        text = f"The value passed to --format is invalid: {wrong}"
        raise await leave(call.run, "INTERNAL_SERVICE_URL_FORMAT", text, 80) from None
    return made


async def service(call: Call) -> int:
    """`minikube service NAME...`."""
    run, values = call.run, call.values
    if not call.args and not values.on("all"):
        raise await call.usage("You must specify service name(s) or --all")
    found = await call.healthy()
    namespace, names = values.text("namespace"), list(call.args)
    if values.on("all"):
        listed = await _services(call, ["-n", namespace])
        names = [one["metadata"]["name"] for one in listed]
    everything: list[tuple[str, str]] = []
    for name in names:
        for url in await _one(call, namespace, name, found.machines[0].address):
            everything.append((name, url))
    for name, url in everything:
        if values.on("url"):
            await run.stdout.write(f"{url}\n")
            continue
        await say(run, "celebrate", f"Opening service {namespace}/{name} in default browser...")
        await say(run, "url", url)
    return 0


async def _one(call: Call, namespace: str, name: str, address: str) -> list[str]:
    """The URLs of a Service; a table of them unless only URLs are wanted."""
    run, values = call.run, call.values
    found = await _wait(call, namespace, name)
    if found is None:
        text = (
            f"Service '{name}' was not found in '{namespace}' namespace.\nYou may select another namespace by using "
            f"'minikube service {name} -n <namespace>'. Or list out all the services using 'minikube service list'"
        )
        raise await leave(run, "SVC_NOT_FOUND", text, SERVICE_NOT_FOUND)
    made = await _urls(call, found, address)
    if not values.on("url"):
        row = [namespace, name, "\n".join(port for port, _ in made), "\n".join(url for _, url in made)]
        await run.stdout.write(table(HEADER, [row if made else [namespace, name, "", "No node port"]]))
    if not made:
        await say(run, "sad", f"service {namespace}/{name} has no node port")
        return []
    if not await _has_pods(call, found):
        text = f"service not available: no running pod for service {name} found"
        raise await leave(run, "SVC_UNREACHABLE", text, SERVICE_UNREACHABLE)
    return [url.replace("http", "https", 1) if values.on("https") else url for _, url in made]


async def _wait(call: Call, namespace: str, name: str) -> dict[str, Any] | None:
    end = call.run.now() + call.values.number("wait")
    while True:
        status, output, _ = await call.kubectl("get", "service", name, "-n", namespace, "-o", "json")
        if status == 0:
            found: dict[str, Any] = json.loads(output)
            return found
        if call.run.now() >= end:
            return None
        await call.run.sleep(max(1, call.values.number("interval")))


async def _has_pods(call: Call, found: dict[str, Any]) -> bool:
    """Follows service.go: CheckServicePods."""
    selector = ",".join(f"{key}={value}" for key, value in (found["spec"].get("selector") or {}).items())
    if not selector:
        return True
    words = ("get", "pods", "-n", found["metadata"]["namespace"], "-l", selector, "-o", "json")
    _, output, _ = await call.kubectl(*words)
    pods = json.loads(output or b'{"items": []}')["items"]
    return any(pod["status"].get("phase") == "Running" for pod in pods)


async def _services(call: Call, where: list[str]) -> list[dict[str, Any]]:
    status, output, errors = await call.kubectl("get", "services", *where, "-o", "json")
    if status:
        text = f"Failed to get service URL: {errors.decode().strip()}"
        raise await leave(call.run, "SVC_LIST", text, SERVICE_UNREACHABLE)
    items: list[dict[str, Any]] = json.loads(output)["items"]
    return items


async def list_all(call: Call) -> int:
    """`minikube service list`."""
    run, output = call.run, call.values.text("output").lower()
    found = await call.healthy()
    namespace = call.values.text("namespace")
    rows, data = [], []
    for one in await _services(call, ["-n", namespace] if namespace else ["-A"]):
        meta, made = one["metadata"], await _urls(call, one, found.machines[0].address)
        names = [name for name, _ in made] or ["No node port"]
        urls = [url for _, url in made]
        rows.append([meta["namespace"], meta["name"], "\n".join(names), "\n".join(urls)])
        data.append({"Namespace": meta["namespace"], "Name": meta["name"], "URLs": urls, "PortNames": names})
    if output == "json":
        await run.stdout.write(json.dumps(data, separators=(",", ":")))
        return 0
    if output != "table":
        raise await call.usage(f"invalid output format: {output}. Valid values: 'table', 'json'")
    await run.stdout.write(table(HEADER, rows))
    return 0


async def tunnel(call: Call) -> int:
    """`minikube tunnel`: Services of type LoadBalancer have addresses for as long as it runs."""
    run, found = call.run, await call.healthy()
    call.cluster.tunnel(is_open=True)
    shown: list[str] | None = None
    try:
        while True:
            await run.sleep(1)
            status, output, _ = await call.kubectl("get", "services", "-A", "-o", "json")
            items = json.loads(output)["items"] if status == 0 else []
            names = sorted(one["metadata"]["name"] for one in items if _balanced(one))
            if names != shown:
                shown = names
                await run.stdout.write(_report(found.name, run.pid(), found.machines[0].address, names))
            await run.sleep(4)
    finally:
        call.cluster.tunnel(is_open=False)


def _balanced(one: dict[str, Any]) -> bool:
    ingress = (one.get("status", {}).get("loadBalancer") or {}).get("ingress")
    return one["spec"].get("type") == "LoadBalancer" and bool(ingress)


def _report(name: str, pid: int, address: str, names: list[str]) -> str:
    """Follows pkg/minikube/tunnel/reporter.go."""
    return (
        f"Status:\t\n\tmachine: {name}\n\tpid: {pid}\n\troute: 10.96.0.0/12 -> {address}\n\tminikube: Running\n"
        f"\tservices: [{', '.join(names)}]\n    errors: \n\t\tminikube: no errors\n\t\trouter: no errors\n"
        "\t\tloadbalancer emulator: no errors\n"
    )


async def dashboard(call: Call) -> int:
    """`minikube dashboard`: a proxy to it, until Ctrl-C."""
    run, found = call.run, await call.healthy()
    if not found.addons.get("dashboard"):
        await complain(run, "enabling", "Enabling dashboard ...")
        for image in addons.IMAGES["dashboard"]:
            await complain(run, "option", f"Using image {image}")
        call.cluster.enable("dashboard")
        text = f"{addons.METRICS_TIP}\t{call.command('addons enable metrics-server')}\n\n"
        await complain(run, "tip", text)
        enabled = {**found.addons, "dashboard": True}
        profile.save(run.host, call.folder, profile.Profile(**{**vars(found), "addons": enabled}))
    await complain(run, "verifying", "Verifying dashboard health ...")
    await addons.ready(call, "dashboard")
    await complain(run, "launch", "Launching proxy ...")
    port = call.values.number("port") or run.host.randomness.integer(30000, 60000)
    words = ["kubectl", "--context", call.name, "proxy", f"--port={port}"]
    serving = asyncio.ensure_future(run.spawn(words, stdin=_Nothing(), stdout=_Sink(), stderr=run.stderr))
    try:
        await run.sleep(1)
        await complain(run, "verifying", "Verifying proxy health ...")
        await run.sleep(1)
        path = "/api/v1/namespaces/kubernetes-dashboard/services/http:kubernetes-dashboard:/proxy/"
        url = f"http://127.0.0.1:{port}{path}"
        if call.values.on("url"):
            await run.stdout.write(f"{url}\n")
        else:
            await complain(run, "celebrate", f"Opening {url} in your default browser...")
            await say(run, "url", url)
        with run.waiting("child"):
            return await serving
    finally:
        serving.cancel()


class _Sink:
    async def write(self, data: bytes) -> None:
        """What the proxy says is not shown."""


class _Nothing:
    isatty = False

    async def read(self) -> bytes:
        """No input."""
        return b""
