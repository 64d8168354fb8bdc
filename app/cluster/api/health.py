"""The health of the API server: /healthz, /livez, /readyz, and each of their checks.

Follows kubernetes apiserver/pkg/server/healthz/healthz.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api import outage
from app.cluster.api.rest.exchange import Exchange
from app.network.http import Headers, Reply, Response

if TYPE_CHECKING:
    from app.cluster.api.api import Api

# Follows kubernetes 1.36: the checks in the order in which `?verbose` lists them.
LIVE = (
    "ping", "log", "etcd",
    "poststarthook/start-apiserver-admission-initializer", "poststarthook/generic-apiserver-start-informers",
    "poststarthook/priority-and-fairness-config-consumer", "poststarthook/priority-and-fairness-filter",
    "poststarthook/storage-object-count-tracker-hook", "poststarthook/start-apiextensions-informers",
    "poststarthook/start-apiextensions-controllers", "poststarthook/crd-informer-synced",
    "poststarthook/start-system-namespaces-controller", "poststarthook/start-cluster-authentication-info-controller",
    "poststarthook/start-kube-apiserver-identity-lease-controller",
    "poststarthook/start-kube-apiserver-identity-lease-garbage-collector",
    "poststarthook/start-legacy-token-tracking-controller", "poststarthook/start-service-ip-repair-controllers",
    "poststarthook/rbac/bootstrap-roles", "poststarthook/scheduling/bootstrap-system-priority-classes",
    "poststarthook/priority-and-fairness-config-producer", "poststarthook/bootstrap-controller",
    "poststarthook/start-kubernetes-service-cidr-controller", "poststarthook/aggregator-reload-proxy-client-cert",
    "poststarthook/start-kube-aggregator-informers", "poststarthook/apiservice-status-local-available-controller",
    "poststarthook/apiservice-status-remote-available-controller", "poststarthook/apiservice-registration-controller",
    "poststarthook/apiservice-discovery-controller", "poststarthook/kube-apiserver-autoregistration",
    "autoregister-completion", "poststarthook/apiservice-openapi-controller",
    "poststarthook/apiservice-openapiv3-controller",
)  # fmt: skip
READY = (*LIVE[:3], "etcd-readiness", "informer-sync", *LIVE[3:], "shutdown")
CHECKS = {"healthz": LIVE, "livez": LIVE, "readyz": READY}


def asked(exchange: Exchange) -> tuple[str, str] | None:
    """(which of the three, which of its checks or "" for all); None when the path is another, or there is no such."""
    name, _, check = exchange.info.path.strip("/").partition("/")
    if name not in CHECKS or (check and check not in _checks(exchange, name)):
        return None
    return name, check


def serve(exchange: Exchange, name: str, check: str, reply: Reply) -> Response | None:
    """The answer; None when checks wait for an etcd that is not there: `reply` is called when they have given up."""
    excluded = set(exchange.query.get("exclude", ())) if not check else set()
    wanted = [check] if check else [one for one in _checks(exchange, name) if one not in excluded]
    failed = [one for one in wanted if fails(exchange.api, one)]
    if check:
        text = f"internal server error: {outage.UNANSWERED}\n" if failed else "ok"
    else:
        text = _told(exchange, name, excluded, failed)
    response = _text(exchange, text, 500 if failed else 200)
    if not failed:
        return response
    outage.delay(exchange.api, len(failed), reply, response)
    return None


def fails(api: Api, check: str) -> bool:
    """Whether one of them does."""
    return check in outage.CHECKS and not api.runs(outage.STORE)


def _checks(exchange: Exchange, name: str) -> tuple[str, ...]:
    return CHECKS[name] if exchange.api.release.modern else ("ping", "etcd")


def _told(exchange: Exchange, name: str, excluded: set[str], failed: list[str]) -> str:
    """What all checks together say: each of them where that is asked for, or one has failed."""
    checks = _checks(exchange, name)
    if "verbose" not in exchange.query and not failed:
        return "ok"
    lines = [
        f"[-]{one} failed: reason withheld\n" if one in failed else
        f"[+]{one} excluded: ok\n" if one in excluded else f"[+]{one} ok\n"
        for one in checks
    ]  # fmt: skip
    if unknown := sorted(excluded - set(checks)):
        quoted = ", ".join(f'"{item}"' for item in unknown)
        lines.append(f"warn: some health checks cannot be excluded: no matches for {quoted}\n")
    return "".join(lines) + f"{name} check {'failed' if failed else 'passed'}\n"


def _text(exchange: Exchange, text: str, status: int = 200) -> Response:
    fields = [("Audit-Id", exchange.api.audit_id()), ("Cache-Control", "no-cache, private")]
    fields += [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
    body = text.encode()
    return Response(status, Headers([*fields, ("Content-Length", str(len(body)))]), body)
