"""The way to the cluster: helm's flags and environment, kubectl's client and discovery.

Follows helm pkg/cli/environment.go, pkg/kube/client.go: IsReachable.
"""

from __future__ import annotations

from typing import Any

from app.helm.charts.rendering import Capabilities
from app.helm.errors import HelmError
from app.helm.version import USER_AGENT
from app.kubectl import kubeconfig
from app.kubectl.client import Client
from app.kubectl.discovery import Catalogue, Discovery, Mapping
from app.kubectl.errors import ConnectionFailure, KubectlError, StatusError
from app.kubectl.flags import Flag
from app.kubectl.flags import Values as Flags
from app.kubectl.klog import Klog
from app.kubectl.machine import Machine

INSECURE, TRUE = "insecure-skip-tls-verify", ("1", "t", "T", "true", "TRUE", "True")

# flag of kubectl: (flag of helm, its environment variable)
_SETTINGS = {
    "kubeconfig": ("kubeconfig", ""), "context": ("kube-context", "HELM_KUBECONTEXT"),
    "token": ("kube-token", "HELM_KUBETOKEN"), "server": ("kube-apiserver", "HELM_KUBEAPISERVER"),
    "as": ("kube-as-user", "HELM_KUBEASUSER"), "certificate-authority": ("kube-ca-file", "HELM_KUBECAFILE"),
    "tls-server-name": ("kube-tls-server-name", "HELM_KUBETLS_SERVER_NAME"),
}  # fmt: skip


class Connection:
    """One program's cluster. `namespace` is where releases live."""

    def __init__(self, machine: Machine, flags: Flags) -> None:
        settings = _kubectl_flags(machine, flags)
        try:
            config = kubeconfig.resolve(machine, settings)
        except KubectlError as wrong:
            raise HelmError(f"kubernetes cluster unreachable: {wrong}") from None
        self.namespace = config.namespace
        self.client = Client(machine, config, Klog(machine), USER_AGENT, asks=False)
        self.discovery = Discovery(self.client, f"{machine.env.get('HOME', '/root')}/.kube/cache")
        self._version: dict[str, Any] | None = None

    async def reachable(self) -> None:
        """HelmError when the server does not answer."""
        try:
            self._version = await self.client.json("GET", "/version")
        except (ConnectionFailure, StatusError, KubectlError) as wrong:
            raise HelmError(f"kubernetes cluster unreachable: {wrong}") from None

    async def capabilities(self) -> Capabilities:
        """What the server can do."""
        if self._version is None:
            await self.reachable()
        version: dict[str, Any] = self._version or {}
        catalogue = await self.catalogue()
        kinds = [f"{mapping.api_version}/{mapping.kind}" for mapping in catalogue.mappings]
        return Capabilities(
            version.get("gitVersion", ""), version.get("major", ""), version.get("minor", ""),
            tuple(dict.fromkeys([*catalogue.versions, *kinds])),
        )  # fmt: skip

    async def catalogue(self) -> Catalogue:
        """What the server serves."""
        return await self.discovery.catalogue()

    async def mapping(self, api_version: str, kind: str) -> Mapping | None:
        """The resource of a kind; asks anew when it is not known yet."""
        found = (await self.catalogue()).for_object(api_version, kind)
        if found is None and (anew := await self.discovery.refreshed()) is not None:
            found = anew.for_object(api_version, kind)
        return found


def _kubectl_flags(machine: Machine, flags: Flags) -> Flags:
    """helm's settings under kubectl's names."""
    names = [*_SETTINGS, "namespace", "request-timeout"]
    settings = Flags([*(Flag(name) for name in names), Flag("as-group", "array"), Flag(INSECURE, "bool")])
    settings.given["request-timeout"] = "0"
    for name, (own, variable) in _SETTINGS.items():
        settings.given[name] = flags.text(own) or (machine.env.get(variable, "") if variable else "")
    settings.given["namespace"] = flags.text("namespace") or machine.env.get("HELM_NAMESPACE", "")
    settings.given[INSECURE] = (
        flags.on(f"kube-{INSECURE}") or machine.env.get("HELM_KUBEINSECURE_SKIP_TLS_VERIFY", "") in TRUE
    )
    groups = machine.env.get("HELM_KUBEASGROUPS", "")
    settings.given["as-group"] = flags.words("kube-as-group") or [group for group in groups.split(",") if group]
    return settings
