"""Argo CD's manifest: its definitions, settings and programs. Applications are kept; nothing is fetched from git here.

Follows argoproj argo-cd manifests/install.yaml.
"""

from __future__ import annotations

from app.cluster.published.schema import Schema, column, definition, record, version
from app.cluster.published.workloads import Object, account, config_map, meta, rule, service, workload

GROUP, LATEST = "argoproj.io", "3.2.0"
_ANY: Schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
# The name behind `argocd-`, the component that labels name, its command, and the ports of its Service.
PROGRAMS: tuple[tuple[str, str, str, dict[str, tuple[int, int]]], ...] = (
    ("applicationset-controller", "applicationset-controller", "argocd-applicationset-controller",
     {"webhook": (7000, 7000), "metrics": (8080, 8080)}),
    ("dex-server", "dex-server", "argocd-dex", {"http": (5556, 5556), "grpc": (5557, 5557), "metrics": (5558, 5558)}),
    ("notifications-controller", "notifications-controller", "argocd-notifications", {}),
    ("redis", "redis", "redis-server", {"tcp_redis": (6379, 6379)}),
    ("repo-server", "repo-server", "argocd-repo-server", {"server": (8081, 8081), "metrics": (8084, 8084)}),
    ("server", "server", "argocd-server", {"http": (80, 8080), "https": (443, 8080)}),
    ("application-controller", "application-controller", "argocd-application-controller", {}),
)  # fmt: skip


def definitions() -> list[Object]:
    """The CustomResourceDefinitions."""
    status = record((), sync=record((), status={"type": "string"}), health=record((), status={"type": "string"}))
    state = {**status, "x-kubernetes-preserve-unknown-fields": True}
    columns = [column("Sync Status", ".status.sync.status"), column("Health Status", ".status.health.status"),
               column("Revision", ".status.sync.revision", priority=10),
               column("Project", ".spec.project", priority=10)]  # fmt: skip
    labels = {"app.kubernetes.io/part-of": "argocd"}
    made = [
        definition(GROUP, "Application", "applications", [_served(state, columns)], short=("app", "apps")),
        definition(GROUP, "ApplicationSet", "applicationsets", [_served(_ANY, [])], short=("appset", "appsets")),
        definition(GROUP, "AppProject", "appprojects", [_served(_ANY, [])], short=("appproj", "appprojs")),
    ]
    for one in made:
        one["metadata"]["labels"] = {"app.kubernetes.io/name": one["metadata"]["name"], **labels}
    return made


def _served(state: Schema, columns: list[Object]) -> Object:
    """A version whose status is no subresource, as Argo's are."""
    found = version("v1alpha1", _ANY, state, columns)
    found.pop("subresources")
    return found


def objects(release: str = LATEST) -> list[Object]:
    """Everything of `install.yaml`; whoever applies it names the namespace."""
    part = {"app.kubernetes.io/part-of": "argocd"}
    settings = [config_map(f"argocd-{name}", "", {"app.kubernetes.io/name": f"argocd-{name}", **part})
                for name in ("cm", "cmd-params-cm", "gpg-keys-cm", "notifications-cm", "rbac-cm",
                             "ssh-known-hosts-cm", "tls-certs-cm")]  # fmt: skip
    secrets: list[Object] = [
        {"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
         "metadata": meta(name, labels={"app.kubernetes.io/name": name, **part})}
        for name in ("argocd-notifications-secret", "argocd-secret")
    ]  # fmt: skip
    rights = [one for name, *_ in PROGRAMS
              for one in account(f"argocd-{name}", "argocd", [rule("*", "*", "*")], labels=part)]  # fmt: skip
    for one in rights:
        one["metadata"].pop("namespace", None)
    services = [service(f"argocd-{name}", "", _selector(name), **ports) for name, _, _, ports in PROGRAMS if ports]
    return [*definitions(), *rights, *settings, *secrets, *services,
            *(_program(name, component, command, release) for name, component, command, _ in PROGRAMS)]  # fmt: skip


def _selector(name: str) -> dict[str, str]:
    return {"app.kubernetes.io/name": f"argocd-{name}"}


def _program(name: str, component: str, command: str, release: str) -> Object:
    images = {"redis": "public.ecr.aws/docker/library/redis:8.2.2-alpine", "dex-server": "ghcr.io/dexidp/dex:v2.43.0"}
    container: Object = {"name": "redis" if name == "redis" else command,
                         "image": images.get(name, f"quay.io/argoproj/argocd:v{release}")}  # fmt: skip
    if name == "redis":
        container["args"] = ["--save", "", "--appendonly", "no"]
    elif name != "dex-server":
        container["args"] = [f"/usr/local/bin/{command}"]
    kind = "StatefulSet" if name == "application-controller" else "Deployment"
    more = {"serviceName": f"argocd-{name}"} if kind == "StatefulSet" else {}
    also = {"app.kubernetes.io/component": component, "app.kubernetes.io/part-of": "argocd"}
    return workload(kind, f"argocd-{name}", "", _selector(name), [container], also=also, spec=more,
                    serviceAccountName=f"argocd-{name}", nodeSelector={"kubernetes.io/os": "linux"})  # fmt: skip
