"""ingress-nginx' manifests, for each of the providers that it publishes them for.

Follows kubernetes/ingress-nginx deploy/static/provider/*/deploy.yaml and minikube's ingress addon.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Object = dict[str, Any]
LATEST = "1.13.3"
PROVIDERS = ("baremetal", "cloud", "do", "exoscale", "kind", "scw", "aws")
_SELECTOR = ("component: controller", "instance: ingress-nginx", "name: ingress-nginx")
_CERTGEN = {"1.13": "1.6.3", "1.12": "1.5.2", "1.11": "1.4.4", "1.10": "1.4.1", "1.9": "1.4.0", "1.8": "1.4.0"}


def _labels(version: str, component: str) -> str:
    words = ([f"component: {component}"] if component else []) + ["instance: ingress-nginx", "name: ingress-nginx",
        "part-of: ingress-nginx", f"version: {version}"]  # fmt: skip
    return "{" + ", ".join(f"app.kubernetes.io/{word}" for word in words) + "}"


_UNPRIVILEGED = (
    "{allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, readOnlyRootFilesystem: true, runAsGroup: 65532, "
    "runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}"
)


@cache
def _documents(version: str) -> str:
    text = (Path(__file__).parent / "manifests" / "ingress-nginx.yaml").read_text("utf-8")
    names = {
        "CONTROLLER": _labels(version, "controller"), "ADMISSION": _labels(version, "admission-webhook"),
        "PLAIN": _labels(version, ""), "UNPRIVILEGED": _UNPRIVILEGED,
        "SELECTOR": "{" + ", ".join(f"app.kubernetes.io/{one}" for one in _SELECTOR) + "}",
    }  # fmt: skip
    text = re.sub(r"\*([A-Z]+)", lambda name: names[name[1]], text)
    certgen = _CERTGEN.get(version.rpartition(".")[0], "1.6.3")
    return text.replace("@VERSION@", version).replace("@CERTGEN@", certgen)


def objects(version: str = LATEST, provider: str = "cloud") -> list[Object]:
    """The objects of a release, in the order of its file. `minikube` is that tool's addon."""
    found: list[Object] = list(yaml.safe_load_all(_documents(version)))
    for obj in found:
        name = (obj["kind"], obj["metadata"]["name"])
        if provider in {"baremetal", "kind", "minikube"} and name == ("Service", "ingress-nginx-controller"):
            obj["spec"]["type"] = "NodePort" if provider != "kind" else "LoadBalancer"
            del obj["spec"]["externalTrafficPolicy"]
        if provider in {"kind", "minikube"} and name[0] == "Deployment":
            _on_host(obj["spec"]["template"]["spec"], provider)
        if provider == "minikube" and name[0] == "IngressClass":
            obj["metadata"]["annotations"] = {"ingressclass.kubernetes.io/is-default-class": "true"}
    return found


def _on_host(pod: Object, provider: str) -> None:
    """The controller on the node's own ports."""
    container = pod["containers"][0]
    for port in container["ports"]:
        if port["name"] in {"http", "https"}:
            port["hostPort"] = port["containerPort"]
    args: list[str] = container["args"]
    if provider == "kind":
        args[:] = [one for one in args if not one.startswith("--publish-service")]
        args += ["--watch-ingress-without-class=true", "--publish-status-address=localhost"]
        pod["tolerations"] = [
            {"effect": "NoSchedule", "key": "node-role.kubernetes.io/control-plane", "operator": "Equal"}
        ]
    else:
        args[:] = [one for one in args if not one.startswith(("--publish-service", "--ingress-class"))]
        args += ["--report-node-internal-ip-address", "--watch-ingress-without-class=true",
                 "--tcp-services-configmap=$(POD_NAMESPACE)/tcp-services",
                 "--udp-services-configmap=$(POD_NAMESPACE)/udp-services"]  # fmt: skip
    pod["terminationGracePeriodSeconds"] = 0


def manifest(version: str, provider: str) -> str:
    """The file `deploy.yaml` of a release and provider."""
    return yaml.safe_dump_all(objects(version, provider), sort_keys=False)
