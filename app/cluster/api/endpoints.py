"""Paths that are no resources: version, metrics, OpenAPI, the list of paths.

Follows kubernetes apiserver/pkg/server/routes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from app.cluster.api import health, openapi, tokens
from app.cluster.api.rest import encoding
from app.cluster.api.rest.exchange import Exchange
from app.network.http import Headers, Response

if TYPE_CHECKING:
    from app.cluster.api.api import Api


PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"


def serve(exchange: Exchange) -> Response | None:
    """The answer, or None for a path that nobody knows."""
    parts = [part for part in exchange.info.path.strip("/").split("/") if part]
    match parts:
        case []:
            found = encoding.to_json({"paths": paths(exchange.api)}, pretty=True)  # whoever asks gets it indented
            return exchange.respond(found, "application/json")
        case ["version"]:
            return exchange.respond(encoding.to_json(exchange.api.release.version, pretty=True), "application/json")
        case ["metrics"]:
            return exchange.respond(metrics(exchange.api), PROMETHEUS)
        case ["metrics", "slis"]:
            return exchange.respond(
                indicators(exchange.api), "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"
            )
        case ["openapi", "v2"]:
            return _openapi_v2(exchange)
        case ["openapi", "v3"]:
            return exchange.respond(encoding.to_json(openapi.index(exchange.api)), "application/json")
        case ["openapi", "v3", ("api" | "apis") as root, *rest] if rest:
            group, version = ("", rest[0]) if root == "api" else (rest[0], ([*rest, ""])[1])
            return _openapi(exchange, group, version)
        case [".well-known", "openid-configuration"]:
            address = f"{exchange.api.server[0]}:{exchange.api.server[1]}"
            return _published(exchange, tokens.configuration(address), "application/json")
        case ["openid", "v1", "jwks"]:
            return _published(exchange, tokens.key_set(), "application/jwk-set+json")
        case ["logs", *_]:
            return None
    return None


def paths(api: Api) -> list[str]:
    """Every path that / names."""
    found = ["/.well-known/openid-configuration", "/api", "/api/v1", "/apis", "/apis/"]
    for group, versions in api.resources.groups():
        if group:
            found += [f"/apis/{group}", *(f"/apis/{group}/{version}" for version in versions)]
    for name, checks in health.CHECKS.items():
        found += [f"/{name}", *(f"/{name}/{check}" for check in checks)]
    found += [
        "/logs",
        "/metrics",
        "/metrics/slis",
        "/openapi/v2",
        "/openapi/v3",
        "/openapi/v3/",
        "/openid/v1/jwks",
        "/version",
    ]
    return sorted(found)


def metrics(api: Api) -> bytes:
    """The few metrics that lessons look at."""
    lines = api.counts.lines()
    lines += [
        "# HELP apiserver_storage_objects [STABLE] Number of stored objects at the time of last check split by kind.",
        "# TYPE apiserver_storage_objects gauge",
    ]
    for key in sorted(api.store.resources()):
        group, plural = key
        name = f"{plural}.{group}" if group else plural
        lines.append(f'apiserver_storage_objects{{resource="{name}"}} {api.store.size(key)}')
    version = api.release.version
    labels = ",".join(f'{key}="{version[field]}"' for key, field in _BUILD.items())
    lines += [
        "# HELP kubernetes_build_info [ALPHA] A metric with a constant '1' value labeled by major, minor, git version, "
        "git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and "
        "platform on which it is running.",
        "# TYPE kubernetes_build_info gauge",
        f"kubernetes_build_info{{{labels}}} 1",
    ]
    return ("\n".join(lines) + "\n").encode()


def indicators(api: Api) -> bytes:
    """/metrics/slis: whether the health checks pass. Follows component-base/metrics/prometheus/slis."""
    lines = [
        "# HELP kubernetes_healthcheck [STABLE] This metric records the result of a single healthcheck.",
        "# TYPE kubernetes_healthcheck gauge",
    ]
    lines += [
        f'kubernetes_healthcheck{{name="{check}",type="{name}"}} {int(not health.fails(api, check))}'
        for check in sorted(health.READY)
        for name, checks in sorted(health.CHECKS.items())
        if check in checks
    ]
    return ("\n".join(lines) + "\n").encode()


_BUILD = {
    "build_date": "buildDate",
    "compiler": "compiler",
    "git_commit": "gitCommit",
    "git_tree_state": "gitTreeState",
    "git_version": "gitVersion",
    "go_version": "goVersion",
    "major": "major",
    "minor": "minor",
    "platform": "platform",
}


def _openapi(exchange: Exchange, group: str, version: str) -> Response | None:
    document = openapi.document(exchange.api, group, version)
    return None if document is None else exchange.respond(encoding.to_json(document), "application/json")


def _openapi_v2(exchange: Exchange) -> Response:
    if openapi.PROTOBUF_V2_ACCEPT in exchange.request.headers.get("Accept", ""):
        return exchange.respond(openapi.protobuf_v2(exchange.api), openapi.PROTOBUF_V2)
    return exchange.respond(encoding.to_json(openapi.document_v2(exchange.api)), "application/json")


def _published(exchange: Exchange, document: dict[str, object], media_type: str) -> Response:
    body = orjson.dumps(document)
    fields = [("Audit-Id", exchange.api.audit_id()), ("Cache-Control", "public, max-age=3600")]
    fields += [("Content-Type", media_type), ("Content-Length", str(len(body)))]
    return Response(200, Headers(fields), body)
