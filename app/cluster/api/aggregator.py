"""APIs that other servers serve: found by their APIService, reached through its Service, shown in discovery.

Follows kubernetes kube-aggregator/pkg/apiserver: handler_proxy.go, handler_apis.go, handler_discovery.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import orjson

from app.cluster.api.call import SYSTEM, User
from app.cluster.api.objects import Object
from app.network.http import Headers, Reply, Request, Response
from app.network.network import ConnectError

if TYPE_CHECKING:
    from app.cluster.api.api import Api

Document = dict[str, Any]
API_SERVICES, SERVICES = ("apiregistration.k8s.io", "apiservices"), ("", "services")
SLICES = ("discovery.k8s.io", "endpointslices")
WORDS = {
    "refused": "connect: connection refused",
    "timeout": "i/o timeout",
    "unreachable": "connect: no route to host",
}
_OWN = {"authorization", "host", "connection", "x-remote-user", "x-remote-group", "x-remote-extra"}


def remote(api: Api) -> list[Object]:
    """The APIServices that are somewhere else, best group and version first."""
    found = [one for one in api.store.made(API_SERVICES) if one["spec"].get("service")]
    return sorted(found, key=lambda one: (-one["spec"].get("groupPriorityMinimum", 0), one["spec"].get("group", ""),
                                          -one["spec"].get("versionPriority", 0)))  # fmt: skip


def responsible(api: Api, path: str) -> Object | None:
    """The APIService whose server is to answer for a path, or None for what this server answers itself."""
    parts = path.split("/", 4)
    if len(parts) < 4 or parts[1] != "apis" or not parts[3]:
        return None
    found = api.store.get(API_SERVICES, "", f"{parts[3]}.{parts[2]}")
    return found if found is not None and found["spec"].get("service") else None


def is_available(api_service: Object) -> bool:
    """Whether its server was reachable when somebody looked last."""
    conditions = (api_service.get("status") or {}).get("conditions") or ()
    return any(one["type"] == "Available" and one["status"] == "True" for one in conditions)


def stale(api: Api) -> list[str]:
    """The groups and versions whose server is away: what lies in them cannot be told."""
    away = [one["spec"] for one in remote(api) if not is_available(one)]
    return sorted(f"{spec.get('group', '')}/{spec['version']}" for spec in away)


def forward(api: Api, api_service: Object, request: Request, user: User, reply: Reply) -> Response | None:
    """Ask its server: the response, or None when it will reply itself."""
    if not is_available(api_service):
        return unavailable()
    try:
        ask(api, api_service, request.method, request.target, request.headers, request.body, user, reply)
    except ConnectError:
        return unavailable()
    return None


def unavailable() -> Response:
    """503 as the aggregator words it."""
    fields = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
    return Response(503, Headers(fields), b"service unavailable\n")


def ask(api: Api, api_service: Object, method: str, target: str, headers: Headers, body: bytes, user: User,
        reply: Callable[[Response], None]) -> None:  # fmt: skip
    """One request to an endpoint of its Service, in the name of a user; ConnectError when there is none."""
    reference = api_service["spec"]["service"]
    places = list(backends(api, reference))
    source = api.interface
    if not places or source is None:
        raise ConnectError("refused", f"{reference['name']}.{reference['namespace']}.svc", reference.get("port", 443))
    host, port = places[0] if len(places) == 1 else api.randomness.choice(places)
    fields = [(name, value) for name, value in headers.fields() if name.lower() not in _OWN]
    fields += [("Host", f"{host}:{port}"), ("X-Remote-User", user.name)]
    fields += [("X-Remote-Group", group) for group in user.groups]
    request = Request(method, target, Headers(fields), body, api.server[0])
    api.network.exchange(source, host, port, request, reply, tls=True)


def backends(api: Api, reference: Object) -> Iterator[tuple[str, int]]:
    """Where the ready endpoints of a Service's port are."""
    namespace, name = reference.get("namespace", ""), reference.get("name", "")
    service = api.store.get(SERVICES, namespace, name)
    wanted = port_of(service, reference) if service is not None else None
    if wanted is None:
        return
    selector = {"matchLabels": {"kubernetes.io/service-name": name}}
    for piece in api.store.by_label(SLICES, namespace, selector):
        numbers = [one["port"] for one in piece.get("ports") or () if one.get("name", "") == wanted.get("name", "")]
        for endpoint in piece.get("endpoints") or ():
            if numbers and (endpoint.get("conditions") or {}).get("ready", True):
                yield endpoint["addresses"][0], numbers[0]


def port_of(service: Object, reference: Object) -> Object | None:
    """The port of a Service that an APIService means."""
    number = reference.get("port", 443)
    return next((one for one in service["spec"].get("ports") or () if one["port"] == number), None)


# Discovery


def groups(api: Api) -> list[Document]:
    """What /apis adds for groups that only others serve; the best version of each is preferred."""
    found: dict[str, Document] = {}
    served = {name for name, _ in api.resources.groups()}
    for one in remote(api):
        group, version = one["spec"].get("group", ""), one["spec"]["version"]
        if group in served:
            continue
        entry = {"groupVersion": f"{group}/{version}", "version": version}
        made = found.setdefault(group, {"name": group, "versions": [], "preferredVersion": entry})
        made["versions"].append(entry)
    return list(found.values())


def aggregated(api: Api) -> list[Document]:
    """The same for the aggregated document, with the resources of each version; stale when its server is away."""
    found: dict[str, Document] = {}
    served = {name for name, _ in api.resources.groups()}
    for one in remote(api):
        group = one["spec"].get("group", "")
        if group not in served:
            made = found.setdefault(group, {"metadata": {"name": group}, "versions": []})
            made["versions"].append(_version(api, one))
    return list(found.values())


def _version(api: Api, api_service: Object) -> Document:
    group, version = api_service["spec"].get("group", ""), api_service["spec"]["version"]
    listed = document(api, api_service, f"/apis/{group}/{version}") if is_available(api_service) else None
    if listed is None:
        return {"version": version, "freshness": "Stale"}
    resources = [_resource(one, version) for one in listed.get("resources") or () if "/" not in one["name"]]
    return {"version": version, "resources": resources, "freshness": "Current"}


def _resource(listed: Document, version: str) -> Document:
    made: Document = {
        "resource": listed["name"],
        "responseKind": {"group": listed.get("group", ""), "version": listed.get("version", ""),
                         "kind": listed["kind"]},
        "scope": "Namespaced" if listed.get("namespaced") else "Cluster",
        "singularResource": listed.get("singularName", ""),
        "verbs": list(listed.get("verbs") or ()),
    }  # fmt: skip
    for key in ("shortNames", "categories"):
        if listed.get(key):
            made[key] = list(listed[key])
    return made


def failure(api: Api, api_service: Object) -> str:
    """Why its server does not tell what it serves, empty when it does.

    Follows kube-aggregator/pkg/controllers/status/remote/remote_available_controller.go: sync.
    """
    spec = api_service["spec"]
    path, reference = f"/apis/{spec.get('group', '')}/{spec['version']}", spec["service"]
    service = api.store.get(SERVICES, reference["namespace"], reference["name"])
    host = service["spec"].get("clusterIP", "") if service is not None else ""
    place = f"{host}:{reference.get('port', 443)}"
    found: list[Response] = []
    try:
        ask(api, api_service, "GET", path, Headers([("Accept", "application/json")]), b"", SYSTEM, found.append)
    except ConnectError as problem:
        why = f'Get "https://{place}{path}": dial tcp {place}: {WORDS.get(problem.kind, problem.kind)}'
        return f"failing or missing response from https://{place}{path}: {why}"
    if not found:
        return f"timed out waiting for https://{place}{path}"
    if 200 <= found[0].status < 300:
        return ""
    status = found[0].status
    return f"failing or missing response from https://{place}{path}: bad status from https://{place}{path}: {status}"


def document(api: Api, api_service: Object, path: str) -> Document | None:
    """A JSON document of its server, None when there is none at once."""
    found: list[Response] = []
    headers = Headers([("Accept", "application/json")])
    try:
        ask(api, api_service, "GET", path, headers, b"", SYSTEM, found.append)
    except ConnectError:
        return None
    if not found or found[0].status != 200 or not isinstance(found[0].body, bytes):
        return None
    try:
        loaded = orjson.loads(found[0].body)
    except orjson.JSONDecodeError:
        return None
    return loaded if isinstance(loaded, dict) else None
