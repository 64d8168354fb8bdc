"""What a pod knows of its cluster: the service account's files and the addresses of the API server's Service.

Follows client-go tools/clientcmd/merged_client_builder.go, client_config.go: inClusterClientConfig, rest/config.go:
InClusterConfig.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.kubectl.machine import Machine

if TYPE_CHECKING:
    from app.kubectl.kubeconfig import ClientConfig

FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"
HOST, PORT = "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"


def is_possible(machine: Machine) -> bool:
    """Whether this runs in a pod that was given a service account."""
    return bool(machine.env.get(HOST) and machine.env.get(PORT)) and machine.kind_of(f"{FOLDER}/token") == "file"


def namespace(machine: Machine) -> str:
    """The pod's own namespace; `default` where this is no pod's program."""
    if not is_possible(machine):
        return "default"
    if own := machine.env.get("POD_NAMESPACE"):
        return own
    try:
        return machine.read_file(f"{FOLDER}/namespace").decode("utf-8", "replace").strip() or "default"
    except OSError:
        return "default"


def applied(machine: Machine, config: ClientConfig) -> ClientConfig:
    """A configuration that says nothing of a server or of us, with what the pod knows."""
    try:
        authority = machine.read_file(f"{FOLDER}/ca.crt")
    except OSError:
        authority = None
    return replace(
        config, scheme="https", host=machine.env[HOST], port=int(machine.env[PORT]), prefix="",
        token=machine.read_file(f"{FOLDER}/token").decode("utf-8", "replace").strip(), authority=authority,
        loopback_default=False,
    )  # fmt: skip
