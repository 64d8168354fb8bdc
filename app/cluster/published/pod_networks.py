"""Pod networks: the manifests of Calico, its operator, and Flannel. The simulator's own network does their work.

Follows projectcalico calico manifests/{calico,tigera-operator,custom-resources}.yaml, flannel-io flannel
Documentation/kube-flannel.yml.
"""

from __future__ import annotations

from typing import Any

from app.cluster.published.schema import CONDITIONS, Schema, column, definition, record, version
from app.cluster.published.workloads import ANYWHERE, Object, account, config_map, namespace, rule, service, workload

CALICO, FLANNEL = "3.31.0", "0.27.4"
OPERATOR = "operator.tigera.io"
_CRD = "crd.projectcalico.org"
_ANY: Schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
_KINDS = (
    ("BGPConfiguration", False), ("BGPFilter", False), ("BGPPeer", False), ("BlockAffinity", False),
    ("CalicoNodeStatus", False), ("ClusterInformation", False), ("FelixConfiguration", False),
    ("GlobalNetworkPolicy", False), ("GlobalNetworkSet", False), ("HostEndpoint", False), ("IPAMBlock", False),
    ("IPAMConfig", False), ("IPAMHandle", False), ("IPPool", False), ("IPReservation", False),
    ("KubeControllersConfiguration", False), ("NetworkPolicy", True), ("NetworkSet", True),
)  # fmt: skip


_BACKEND = """\
{
  "Network": "10.244.0.0/16",
  "EnableNFTables": false,
  "Backend": {
    "Type": "vxlan"
  }
}
"""


def _plural(kind: str) -> str:
    low = kind.lower()
    if low.endswith(("s", "x")):
        return f"{low}es"
    return f"{low[:-1]}ies" if low.endswith("y") else f"{low}s"


def _definitions() -> list[Object]:
    return [definition(_CRD, kind, _plural(kind), [version("v1", _ANY, None, [], required=False)], namespaced=inside)
            for kind, inside in _KINDS]  # fmt: skip


def _mounted(**paths: str) -> tuple[list[Object], list[Object]]:
    """Volumes of the host's folders and where a container has them: at the same paths."""
    names = {name.replace("_", "-"): path for name, path in paths.items()}
    volumes = [{"name": name, "hostPath": {"path": path, "type": "DirectoryOrCreate"}} for name, path in names.items()]
    return volumes, [{"name": name, "mountPath": path} for name, path in names.items()]


def _node(release: str, space: str) -> Object:
    """The DaemonSet calico-node."""
    volumes, mounts = _mounted(var_run_calico="/var/run/calico", var_lib_calico="/var/lib/calico")
    container: Object = {
        "name": "calico-node", "image": f"docker.io/calico/node:v{release}",
        "env": [{"name": "DATASTORE_TYPE", "value": "kubernetes"},
                {"name": "CALICO_NETWORKING_BACKEND", "value": "bird"},
                {"name": "NODENAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}],
        "securityContext": {"privileged": True}, "volumeMounts": mounts,
    }  # fmt: skip
    return workload("DaemonSet", "calico-node", space, {"k8s-app": "calico-node"}, [container],
                    serviceAccountName="calico-node", hostNetwork=True, tolerations=ANYWHERE, volumes=volumes,
                    nodeSelector={"kubernetes.io/os": "linux"}, priorityClassName="system-node-critical")  # fmt: skip


def _controllers(release: str, space: str) -> Object:
    container: Object = {"name": "calico-kube-controllers", "image": f"docker.io/calico/kube-controllers:v{release}",
                         "env": [{"name": "ENABLED_CONTROLLERS", "value": "node,loadbalancer"}]}  # fmt: skip
    name = "calico-kube-controllers"
    return workload("Deployment", name, space, {"k8s-app": name}, [container],
                    serviceAccountName=name, tolerations=ANYWHERE,
                    nodeSelector={"kubernetes.io/os": "linux"},
                    priorityClassName="system-cluster-critical")  # fmt: skip


def _accounts(space: str) -> list[Object]:
    rules = [rule("core", "pods nodes namespaces services endpoints serviceaccounts", "get list watch update patch"),
             rule("networking.k8s.io", "networkpolicies", "get list watch"), rule(_CRD, "*", "*")]  # fmt: skip
    return [one for name in ("calico-kube-controllers", "calico-node") for one in account(name, space, rules)]


def calico(release: str = CALICO) -> list[Object]:
    """Everything of `calico.yaml`."""
    space = "kube-system"
    settings = {"typha_service_name": "none", "calico_backend": "bird", "veth_mtu": "0"}
    return [*_accounts(space), config_map("calico-config", space, data=settings), *_definitions(),
            _node(release, space), _controllers(release, space)]  # fmt: skip


def system(release: str) -> list[Object]:
    """What the operator makes of an Installation."""
    space = "calico-system"
    typha: Object = {"name": "calico-typha", "image": f"docker.io/calico/typha:v{release}"}
    return [
        namespace(space, {"name": space}), *_accounts(space), *account("calico-typha", space, []),
        _node(release, space), _controllers(release, space),
        workload("Deployment", "calico-typha", space, {"k8s-app": "calico-typha"}, [typha], hostNetwork=True,
                 serviceAccountName="calico-typha", tolerations=ANYWHERE),
        service("calico-typha", space, {"k8s-app": "calico-typha"}, calico_typha=(5473, 5473)),
    ]  # fmt: skip


def operator_definitions() -> list[Object]:
    """The kinds that the operator reads and writes."""
    status = record((), conditions=CONDITIONS)

    def made(kind: str, plural: str, columns: list[Object]) -> Object:
        found = version("v1", _ANY, {**status, "x-kubernetes-preserve-unknown-fields": True}, columns, required=False)
        return definition(OPERATOR, kind, plural, [found], namespaced=False)

    def state(name: str) -> Object:
        return column(name, f".status.conditions[?(@.type=='{name}')].status")

    since = column("Since", ".status.conditions[?(@.type=='Available')].lastTransitionTime", "date")
    return [
        made("APIServer", "apiservers", []), made("Goldmane", "goldmanes", []), made("ImageSet", "imagesets", []),
        made("Installation", "installations", []),
        made("TigeraStatus", "tigerastatuses", [state("Available"), state("Progressing"), state("Degraded"), since]),
        made("Whisker", "whiskers", []),
    ]  # fmt: skip


def tigera_operator(release: str = CALICO) -> list[Object]:
    """Everything of `tigera-operator.yaml`; the operator's image bears Calico's release here."""
    space, name = "tigera-operator", "tigera-operator"
    container: Object = {"name": name, "image": f"quay.io/tigera/operator:v{release}",
                         "imagePullPolicy": "IfNotPresent", "command": ["operator"],
                         "env": [{"name": "OPERATOR_NAME", "value": name}]}  # fmt: skip
    return [
        namespace(space, {"name": space, "pod-security.kubernetes.io/enforce": "privileged"}), *_definitions(),
        *operator_definitions(), *account(name, space, [rule("*", "*", "*")]),
        workload("Deployment", name, space, {"name": name}, [container], also={"k8s-app": name}, hostNetwork=True,
                 serviceAccountName=name, tolerations=ANYWHERE, dnsPolicy="ClusterFirstWithHostNet"),
    ]  # fmt: skip


def custom_resources(release: str = CALICO) -> list[Object]:
    """Everything of `custom-resources.yaml`."""
    pool = {"name": "default-ipv4-ippool", "blockSize": 26, "cidr": "192.168.0.0/16",
            "encapsulation": "VXLANCrossSubnet", "natOutgoing": "Enabled", "nodeSelector": "all()"}  # fmt: skip
    kinds: dict[str, Any] = {"Installation": {"calicoNetwork": {"ipPools": [pool]}}, "APIServer": {}}
    if release >= "3.30":
        kinds |= {"Goldmane": None, "Whisker": None}
    return [{"apiVersion": f"{OPERATOR}/v1", "kind": kind, "metadata": {"name": "default"},
             **({} if spec is None else {"spec": spec})} for kind, spec in kinds.items()]  # fmt: skip


def flannel(release: str = FLANNEL) -> list[Object]:
    """Everything of `kube-flannel.yml`."""
    space = "kube-flannel"
    volumes, mounts = _mounted(run="/run/flannel")
    container: Object = {
        "name": "kube-flannel", "image": f"ghcr.io/flannel-io/flannel:v{release}", "command": ["/opt/bin/flanneld"],
        "args": ["--ip-masq", "--kube-subnet-mgr"],
        "securityContext": {"capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}},
        "env": [{"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                {"name": "POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}],
        "resources": {"requests": {"cpu": "100m", "memory": "50Mi"}}, "volumeMounts": mounts,
    }  # fmt: skip
    labels = {"k8s-app": "flannel", "pod-security.kubernetes.io/enforce": "privileged"}
    return [
        namespace(space, labels),
        *account("flannel", space, [rule("core", "pods nodes nodes/status", "get list watch patch")]),
        config_map("kube-flannel-cfg", space, {"app": "flannel", "k8s-app": "flannel", "tier": "node"},
                   data={"net-conf.json": _BACKEND}),
        workload("DaemonSet", "kube-flannel-ds", space, {"app": "flannel", "k8s-app": "flannel"}, [container],
                 also={"tier": "node"}, serviceAccountName="flannel", hostNetwork=True, volumes=volumes,
                 priorityClassName="system-node-critical",
                 tolerations=[{"operator": "Exists", "effect": "NoSchedule"}]),
    ]  # fmt: skip
