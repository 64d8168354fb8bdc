"""What minikube remembers of its cluster: ~/.minikube/profiles/NAME/config.json, and kubectl's configuration.

Follows minikube pkg/minikube/config/types.go and pkg/minikube/kubeconfig.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import yaml

from app.host.local_cluster import LocalCluster, LocalMachine

if TYPE_CHECKING:
    from app.host.host import Host

VERSION, COMMIT = "v1.38.1", "c93a4cb9311efc66b90d33ea03f75f2c4120e9b0"
CLASSIC_VERSION = "v0.17.1-katacoda"
DEFAULT = "minikube"
DEFAULT_ADDONS = ("storage-provisioner", "default-storageclass")
RUNTIMES = {"docker": ("Docker", "29.2.1"), "containerd": ("containerd", "2.2.1"), "cri-o": ("CRI-O", "1.35.0")}
SCHEMES = {"docker": "docker", "containerd": "containerd", "cri-o": "cri-o"}
PORT = 8443


@dataclass(frozen=True)
class Profile:
    """A cluster as minikube knows it; `machines` has the primary one first."""

    name: str
    version: str
    machines: tuple[LocalMachine, ...]
    driver: str = "docker"
    runtime: str = "docker"
    cni: str = ""
    addons: Mapping[str, bool] = field(default_factory=dict)

    def node(self, machine: LocalMachine) -> str:
        """A node's short name: empty for the primary one, else m02."""
        return machine.name.removeprefix(self.name).lstrip("-")

    def find(self, name: str) -> LocalMachine | None:
        """A machine by its own or its node's name."""
        return next((one for one in self.machines if name in (one.name, self.node(one) or one.name)), None)


def machine(name: str, number: int, address: str = "", cpus: str = "2") -> LocalMachine:
    """The n-th machine of a cluster of this name, from 1."""
    own = name if number == 1 else f"{name}-m{number:02d}"
    count = int(cpus) if cpus.isdigit() else 2
    return LocalMachine(own, address or f"192.168.49.{number + 1}", control_plane=number == 1, cpus=count)


def home(environment: Mapping[str, str]) -> str:
    """Where minikube keeps its files."""
    found = environment.get("MINIKUBE_HOME", "")
    if found:
        return found if found.rstrip("/").endswith(".minikube") else f"{found.rstrip('/')}/.minikube"
    return f"{environment.get('HOME', '/root')}/.minikube"


def path(folder: str, name: str) -> str:
    """A profile's file."""
    return f"{folder}/profiles/{name}/config.json"


def names(host: Host, folder: str) -> list[str]:
    """Every profile there is."""
    if host.files.kind_of(f"{folder}/profiles") != "directory":
        return []
    return [name for name in host.files.list_directory(f"{folder}/profiles") if host.files.exists(path(folder, name))]


def load(host: Host, folder: str, name: str) -> Profile | None:
    """A profile; None where there is none that can be read."""
    try:
        found = json.loads(host.files.read_file(path(folder, name)))
        kubernetes = found["KubernetesConfig"]
        machines = tuple(
            LocalMachine(f"{name}-{one['Name']}" if one["Name"] else name, one["IP"], one["ControlPlane"],
                         found["CPUs"], found["Memory"],
                         f"{SCHEMES[kubernetes['ContainerRuntime']]}://{RUNTIMES[kubernetes['ContainerRuntime']][1]}")
            for one in found["Nodes"]
        )  # fmt: skip
        return Profile(name, kubernetes["KubernetesVersion"], machines, found["Driver"],
                       kubernetes["ContainerRuntime"], kubernetes["CNI"], found["Addons"])  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(host: Host, folder: str, profile: Profile) -> None:
    """Write a profile."""
    first = profile.machines[0]
    nodes = [
        {"Name": profile.node(one), "IP": one.address, "Port": PORT if one.control_plane else 0,
         "KubernetesVersion": profile.version, "ContainerRuntime": profile.runtime, "ControlPlane": one.control_plane,
         "Worker": True}
        for one in profile.machines
    ]  # fmt: skip
    data = {
        "Name": profile.name, "Driver": profile.driver, "Memory": first.memory, "CPUs": first.cpus, "DiskSize": 20000,
        "KubernetesConfig": {
            "KubernetesVersion": profile.version, "ClusterName": profile.name, "Namespace": "default",
            "DNSDomain": "cluster.local", "ContainerRuntime": profile.runtime, "NetworkPlugin": "cni",
            "ServiceCIDR": "10.96.0.0/12", "CNI": profile.cni,
        },
        "Nodes": nodes, "Addons": dict(profile.addons),
    }  # fmt: skip
    host.write_file(path(folder, profile.name), json.dumps(data, indent="\t") + "\n", mode=0o600)


def forget(host: Host, folder: str, name: str) -> None:
    """Delete a profile's files."""
    for place in (f"{folder}/profiles/{name}", f"{folder}/machines/{name}"):
        with suppress(OSError):
            host.files.remove(place, recursive=True)


# -- kubectl's configuration


def kubeconfig_path(environment: Mapping[str, str]) -> str:
    """The file that is written: the first of KUBECONFIG."""
    return environment.get("KUBECONFIG", "").split(":")[0] or f"{environment.get('HOME', '/root')}/.kube/config"


def read_config(host: Host, file: str) -> dict[str, Any]:
    """A kubeconfig; an empty one where there is none."""
    empty: dict[str, Any] = {"apiVersion": "v1", "clusters": [], "contexts": [], "current-context": "",
                             "kind": "Config", "users": []}  # fmt: skip
    try:
        found = yaml.safe_load(host.files.read_file(file))
    except (OSError, yaml.YAMLError):
        return empty
    if not isinstance(found, dict):
        return empty
    return {**empty, **{key: value for key, value in found.items() if value is not None}}


def _write_config(host: Host, file: str, config: Mapping[str, Any]) -> None:
    host.write_file(file, yaml.safe_dump(dict(config), sort_keys=True), mode=0o600)


def _without(config: dict[str, Any], name: str) -> dict[str, Any]:
    lists = {key: [one for one in config[key] if one.get("name") != name] for key in ("clusters", "contexts", "users")}
    return {**config, **lists}


def configure(host: Host, environment: Mapping[str, str], name: str, server: tuple[str, int], *, use: bool) -> None:
    """Tell kubectl of a cluster; `use` makes it the current one."""
    folder, file = home(environment), kubeconfig_path(environment)
    config = _without(read_config(host, file), name)
    where = {"certificate-authority": f"{folder}/ca.crt", "server": f"https://{server[0]}:{server[1]}"}
    user = {key: f"{folder}/profiles/{name}/client.{end}"
            for key, end in (("client-certificate", "crt"), ("client-key", "key"))}  # fmt: skip
    config["clusters"] = [*config["clusters"], {"cluster": where, "name": name}]
    config["users"] = [*config["users"], {"name": name, "user": user}]
    context = {"cluster": name, "namespace": "default", "user": name}
    config["contexts"] = [*config["contexts"], {"context": context, "name": name}]
    if use:
        config["current-context"] = name
    _write_config(host, file, config)


def deconfigure(host: Host, environment: Mapping[str, str], name: str) -> None:
    """Take a cluster out of kubectl's configuration."""
    file = kubeconfig_path(environment)
    if not host.files.exists(file):
        return
    config = _without(read_config(host, file), name)
    if config["current-context"] == name:
        config["current-context"] = ""
    _write_config(host, file, config)


def endpoint(host: Host, environment: Mapping[str, str], name: str) -> str:
    """The server that kubectl has for a cluster; "" for none."""
    for one in read_config(host, kubeconfig_path(environment))["clusters"]:
        if one.get("name") == name:
            return str((one.get("cluster") or {}).get("server", ""))
    return ""


def write_credentials(host: Host, folder: str, name: str, cluster: LocalCluster) -> None:
    """The administrator's certificates, where kubectl's configuration says."""
    for file, text in cluster.credentials().items():
        place = f"{folder}/ca.crt" if file == "ca.crt" else f"{folder}/profiles/{name}/{file}"
        host.write_file(place, text, mode=0o600 if file.endswith("key") else 0o644)


def install(host: Host, cluster: LocalCluster, name: str, machines: Sequence[LocalMachine]) -> None:
    """Everything that `minikube start` leaves, for a cluster that was there before the learner."""
    environment = host.environment()
    folder = home(environment)
    driver = "none" if cluster.on_host else "docker"
    made = Profile(name, cluster.release, tuple(machines), driver, addons=dict.fromkeys(DEFAULT_ADDONS, True))
    if cluster.on_host:
        made = replace(made, machines=(replace(machines[0], name=name),))
    save(host, folder, made)
    write_credentials(host, folder, name, cluster)
    configure(host, environment, name, cluster.server(), use=True)
