"""Discovery: what is served, in the documents of old and new clients.

Follows kubernetes apiserver/pkg/endpoints/discovery.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from app.cluster.api import aggregator
from app.cluster.api.registry import Resource
from app.cluster.api.rest import encoding, negotiation
from app.cluster.api.rest.exchange import Exchange
from app.cluster.kinds.kind import Subresource
from app.network.http import Response

if TYPE_CHECKING:
    from app.cluster.api.api import Api

Document = dict[str, Any]
AGGREGATED = (
    ("APIGroupDiscoveryList", "apidiscovery.k8s.io", "v2"),
    ("APIGroupDiscoveryList", "apidiscovery.k8s.io", "v2beta1"),
)


def served_version(api: Api, group: str, version: str) -> bool:
    """Whether a group and version exist."""
    return any(name == group and version in versions for name, versions in api.resources.groups())


def serve(exchange: Exchange) -> Response | None:
    """The document of /api, /apis and below; None for other paths."""
    if exchange.request.method not in {"GET", "HEAD"}:
        return None
    parts = exchange.info.path.strip("/").split("/")
    match parts:
        case ["api"]:
            return _root(exchange, legacy_root(exchange.api), core=True)
        case ["apis"]:
            return _root(exchange, group_list(exchange.api), core=False)
        case ["api", version] if served_version(exchange.api, "", version):
            return exchange.document(resource_list(exchange.api, "", version))
        case ["apis", group] if (found := _group(exchange.api, group)) is not None:
            return exchange.document({"kind": "APIGroup", "apiVersion": "v1", **found})
        case ["apis", group, version] if served_version(exchange.api, group, version):
            return exchange.document(resource_list(exchange.api, group, version))
    return None


def _root(exchange: Exchange, plain: Document, *, core: bool) -> Response:
    api = exchange.api
    transforms = AGGREGATED if api.release.aggregated_discovery else ()
    wanted = negotiation.negotiate(exchange.request.headers.get("Accept", ""), transforms)
    if not wanted.as_kind:
        return exchange.document(plain)
    document = aggregated(api, core=core, version=wanted.version)
    media_type = f"application/json;g=apidiscovery.k8s.io;v={wanted.version};as=APIGroupDiscoveryList"
    return exchange.respond(encoding.to_json(document, pretty=exchange.pretty), media_type)


def legacy_root(api: Api) -> Document:
    """/api."""
    address, port = api.server
    places = [{"clientCIDR": "0.0.0.0/0", "serverAddress": f"{address}:{port}"}]
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": places}


def _group(api: Api, name: str) -> Document | None:
    versions = next((versions for group, versions in api.resources.groups() if group == name and group), None)
    if versions is None:
        return next((found for found in aggregator.groups(api) if found["name"] == name), None)
    listed = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


def group_list(api: Api) -> Document:
    """/apis."""
    found = [_group(api, name) for name, _ in api.resources.groups() if name]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [*found, *aggregator.groups(api)]}


def resource_list(api: Api, group: str, version: str) -> Document:
    """/api/v1 and /apis/GROUP/VERSION."""
    modern = api.release.modern
    resources: list[Document] = []
    for resource in api.resources.of_version(group, version):
        resources.append(_plain(api, resource, modern))
        resources += [_plain_sub(resource, sub, modern) for sub in resource.kind.subresources]
    name = f"{group}/{version}" if group else version
    identity = {"kind": "APIResourceList"} if not group else {"kind": "APIResourceList", "apiVersion": "v1"}
    return {**identity, "groupVersion": name, "resources": sorted(resources, key=lambda item: str(item["name"]))}


def _plain(api: Api, resource: Resource, modern: bool) -> Document:
    kind = resource.kind
    document: Document = {"name": kind.plural}
    if modern:
        document["singularName"] = kind.singular or kind.kind.lower()
    document |= {"namespaced": kind.namespaced, "kind": kind.kind}
    if not modern:
        return document
    document["verbs"] = list(kind.verbs)
    if resource.short_names:
        document["shortNames"] = list(resource.short_names)
    if kind.categories:
        document["categories"] = list(kind.categories)
    if "list" in kind.verbs and "create" in kind.verbs:
        document["storageVersionHash"] = storage_hash(api, resource)
    return document


def _plain_sub(resource: Resource, sub: Subresource, modern: bool) -> Document:
    document: Document = {"name": f"{resource.plural}/{sub.name}"}
    if modern:
        document["singularName"] = ""
    document["namespaced"] = resource.kind.namespaced
    if modern and sub.group:
        document |= {"group": sub.group, "version": sub.version}
    document["kind"] = sub.kind or resource.kind.kind
    if modern:
        document["verbs"] = list(sub.verbs)
    return document


def storage_hash(api: Api, resource: Resource) -> str:
    """Of the version in which objects lie in storage."""
    group, version, kind = api.release.storage.get(resource.gvk, resource.gvk)
    digest = hashlib.sha256(f"{group}/{version}/{kind}".encode()).digest()
    return base64.b64encode(digest[:8]).decode()


def aggregated(api: Api, *, core: bool, version: str = "v2") -> Document:
    """Everything of /api or /apis in one document."""
    items = []
    for group, versions in api.resources.groups():
        if (group == "") is not core:
            continue
        listed = [
            {
                "version": name,
                "resources": [_aggregated_resource(item) for item in api.resources.of_version(group, name)],
                "freshness": "Current",
            }
            for name in versions
        ]
        items.append({"metadata": {"name": group} if group else {}, "versions": listed})
    if not core:
        items += aggregator.aggregated(api)
    identity = {"kind": "APIGroupDiscoveryList", "apiVersion": f"apidiscovery.k8s.io/{version}"}
    return {**identity, "metadata": {}, "items": items}


def _aggregated_resource(resource: Resource) -> Document:
    kind = resource.kind
    response = {"group": "", "version": "", "kind": kind.kind}
    if resource.custom is not None:
        response = {"group": resource.group, "version": resource.version, "kind": kind.kind}
    document: Document = {
        "resource": kind.plural,
        "responseKind": response,
        "scope": "Namespaced" if kind.namespaced else "Cluster",
        "singularResource": kind.singular or kind.kind.lower(),
        "verbs": list(kind.verbs),
    }
    if resource.short_names:
        document["shortNames"] = list(resource.short_names)
    if kind.categories:
        document["categories"] = list(kind.categories)
    if kind.subresources:
        document["subresources"] = [
            {
                "subresource": sub.name,
                "responseKind": {"group": sub.group, "version": sub.version, "kind": sub.kind or kind.kind},
                "verbs": list(sub.verbs),
            }
            for sub in sorted(kind.subresources, key=lambda item: item.name)
        ]
    return document
