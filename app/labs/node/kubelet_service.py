"""A node's kubelet as a service: it starts with the files that are there, or fails and is started again and again.

Follows kubernetes cmd/kubelet/app/server.go (what is loaded, in which order) and kubeadm's unit with its drop-in.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

import yaml

from app.cluster.cluster import Cluster
from app.cluster.node import thresholds
from app.host import services
from app.host.host import Host
from app.host.spec import Failure
from app.labs.kubelets import kubelet_of
from app.labs.node import membership
from app.labs.node.manifests import Manifests
from app.network.http import Reply, Request, Response
from app.network.network import ANY, AddressInUseError, Listener
from app.sim.clock import Timer

UNIT = "/usr/lib/systemd/system/kubelet.service"
DROP_IN = f"{UNIT}.d/10-kubeadm.conf"
BINARY = "/usr/bin/kubelet"
STATE = "/run/systemd/state/kubelet"  # what the learner made of it
AGAIN = 10.0  # RestartSec of the unit
VERSION = re.compile(r"^echo Kubernetes (v\d+\.\d+\.\d+)$", re.M)
FLAG = re.compile(r"(?<![\w-])--([a-z][a-z0-9-]*)")
SOCKET = "unix:///var/run/containerd/containerd.sock"
SOCKETS = ("/var/run/containerd/containerd.sock", "/run/containerd/containerd.sock")
# Not all flags that a kubelet has: those that nodes are set up with.
_FLAGS = """
    address anonymous-auth authentication-token-webhook authorization-mode
    authorization-webhook-cache-authorized-ttl bootstrap-kubeconfig cert-dir cgroup-driver cgroup-root
    cgroups-per-qos client-ca-file cloud-provider cluster-dns cluster-domain config config-dir
    container-log-max-files container-log-max-size container-runtime-endpoint cpu-manager-policy
    enable-debugging-handlers enforce-node-allocatable event-qps eviction-hard eviction-soft
    eviction-soft-grace-period fail-swap-on feature-gates healthz-bind-address healthz-port help
    hostname-override image-credential-provider-bin-dir image-credential-provider-config image-gc-high-threshold
    image-gc-low-threshold image-service-endpoint kube-api-burst kube-api-qps kube-reserved kube-reserved-cgroup
    kubeconfig kubelet-cgroups logging-format make-iptables-util-chains manifest-url max-open-files max-pods
    minimum-image-ttl-duration node-ip node-labels node-status-max-images node-status-update-frequency
    oom-score-adj pod-cidr pod-infra-container-image pod-manifest-path pod-max-pids port protect-kernel-defaults
    provider-id read-only-port register-node register-with-taints resolv-conf root-dir rotate-certificates
    rotate-server-certificates runtime-cgroups runtime-request-timeout seccomp-default serialize-image-pulls
    streaming-connection-idle-timeout sync-frequency system-cgroups system-reserved system-reserved-cgroup
    tls-cert-file tls-cipher-suites tls-min-version tls-private-key-file topology-manager-policy v version
    vmodule volume-plugin-dir
"""
FLAGS = frozenset(_FLAGS.split())
EXEC = re.compile(r"^ExecStart=[ \t]*(\S+)", re.M)
ARGUMENT = r"--{}=([^\s\"']+)"
SERVER = re.compile(r"^\s*server: https://([^\s:/]+):(\d+)", re.M)
FILES = {
    UNIT: "[Unit]\nDescription=kubelet: The Kubernetes Node Agent\nDocumentation=https://kubernetes.io/docs/\n"
    "Wants=network-online.target\nAfter=network-online.target\n\n[Service]\nExecStart=/usr/bin/kubelet\n"
    "Restart=always\nStartLimitInterval=0\nRestartSec=10\n\n[Install]\nWantedBy=multi-user.target\n",
    DROP_IN: "# Note: This dropin only works with kubeadm and kubelet v1.11+\n[Service]\n"
    'Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf '
    '--kubeconfig=/etc/kubernetes/kubelet.conf"\n'
    'Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"\n'
    "EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env\nEnvironmentFile=-/etc/default/kubelet\nExecStart=\n"
    "ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS "
    "$KUBELET_EXTRA_ARGS\n",
}


def _answer(request: Request, reply: Reply) -> None:
    """What the kubelet tells strangers."""
    if request.path == "/healthz":
        reply(Response(200, body=b"ok"))
    else:
        reply(Response(401, body=b"Unauthorized"))


class StartError(Exception):
    """Why the kubelet ends at once: the line that it logs last, and systemd's result."""

    def __init__(self, line: str, status: str = "1/FAILURE") -> None:
        super().__init__(line)
        self.line, self.status = line, status


@dataclass(frozen=True)
class _Paths:
    config: str
    kubeconfig: str


class KubeletService:
    """`systemctl start kubelet` and its kind, on one node."""

    def __init__(self, cluster: Cluster, host: Host, node: str, manifests: Manifests) -> None:
        self._cluster, self._host, self._node, self._manifests = cluster, host, node, manifests
        self._timer: Timer | None = None
        self._restarts = 0
        self._listeners: list[Listener] = []
        if self._read(STATE) == "active" and cluster.kubelet(node) is None:  # it failed before a snapshot
            self._timer = host.clock.call_later(AGAIN, self._relaunch)

        if cluster.kubelet(node) is not None:
            self._listen(up=True)
            if (kubelet := kubelet_of(cluster, node)) is not None:
                kubelet.pressure.settings = thresholds.settings(self._config())

    def _listen(self, *, up: bool) -> None:
        """Have the kubelet's ports open, or closed."""
        network, interface = self._host.network, self._host.interface
        for one in self._listeners:
            network.unlisten(one)
        self._listeners = []
        for port, address, tls in ((10248, "127.0.0.1", False), (10250, ANY, True)) if up else ():
            with suppress(AddressInUseError):
                self._listeners.append(network.listen(interface, port, _answer, address=address, tls=tls,
                                                      owner="kubelet"))  # fmt: skip

    def act(self, verb: str) -> None:
        """The learner starts, stops or restarts it."""
        if self._timer is not None:
            self._timer.cancel()
        self._restarts = 0
        self._host.failures.pop("kubelet", None)
        if verb == "stop":
            self._listen(up=False)
            self._cluster.stop_kubelet(self._node)
        else:
            if verb in ("restart", "try-restart"):
                self._cluster.stop_kubelet(self._node)
            self._launch()

    def _launch(self) -> None:
        host = self._host
        try:
            self._check()
        except StartError as problem:
            self._listen(up=False)
            self._cluster.stop_kubelet(self._node)
            self._note(problem)
            host.failures["kubelet"] = Failure(problem.status, host.clock.now, self._pid)
            if (own := services.process(host, "kubelet")) is not None:
                host.processes.end(own)
            self._timer = host.clock.call_later(AGAIN, self._relaunch)
            return
        host.failures.pop("kubelet", None)
        services.began(host, "kubelet")
        self._listen(up=True)
        if self._reaches_server():
            membership.register(self._cluster, self._node, self._release())
            self._cluster.start_kubelet(self._node)
            if (kubelet := kubelet_of(self._cluster, self._node)) is not None:
                kubelet.pressure.configure(thresholds.settings(self._config()))
            self._manifests.started()
        else:
            self._cluster.stop_kubelet(self._node)

    def _release(self) -> str:
        """The version of the program that is there: v1.36.2; "" for one that is none of the project's."""
        found = VERSION.search(self._read(BINARY) or "")
        return found[1] if found is not None else ""

    def _relaunch(self) -> None:
        self._restarts += 1
        count = f"kubelet.service: Scheduled restart job, restart counter is at {self._restarts}."
        self._host.unit_log.append((self._host.clock.now, "kubelet", f"systemd[1]: {count}"))
        self._launch()

    @property
    def _pid(self) -> int:
        """The process of the last start."""
        return 5000 + self._restarts

    def _note(self, problem: StartError) -> None:
        """What the journal has of a failed start."""
        now, log = self._host.clock.now, self._host.unit_log
        exec_failed = problem.status.startswith("203")
        who = "(kubelet)" if exec_failed else "kubelet"
        log.append((now, "kubelet", f"{who}[{self._pid}]: {problem.line}"))
        for text in (f"Main process exited, code=exited, status={problem.status}", "Failed with result 'exit-code'."):
            log.append((now, "kubelet", f"systemd[1]: kubelet.service: {text}"))
        del log[:-300]

    # -- what it loads

    def _read(self, path: str) -> str | None:
        try:
            return self._host.files.read_file(path).decode("utf-8", "replace")
        except OSError:
            return None

    def _config(self) -> dict[str, Any]:
        """The kubelet's configuration; nothing when it cannot be read."""
        try:
            found = yaml.load(self._read(self._paths().config) or "", Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            found = None
        return found if isinstance(found, dict) else {}

    def _paths(self) -> _Paths:
        """The files that the unit names."""
        text = (self._read(DROP_IN) or "") + (self._read("/var/lib/kubelet/kubeadm-flags.env") or "")
        config = re.findall(ARGUMENT.format("config"), text)
        kubeconfig = re.findall(ARGUMENT.format("kubeconfig"), text)
        return _Paths(config[-1] if config else "", kubeconfig[-1] if kubeconfig else "")

    def _check(self) -> None:
        """StartError when the kubelet could not go on."""
        unit = (self._read(UNIT) or "") + (self._read(DROP_IN) or "")
        program = (EXEC.findall(unit) or [BINARY])[-1]
        if self._host.files.kind_of(program) != "file":
            raise StartError(f"kubelet.service: Failed at step EXEC spawning {program}: No such file or directory",
                             "203/EXEC")  # fmt: skip
        paths = self._paths()
        for flag in FLAG.findall(" ".join(self._arguments(unit))):
            if flag not in FLAGS:
                raise StartError(f'E{self._stamp()} run.go:72] "command failed" err="failed to parse kubelet flag: '
                                 f'unknown flag: --{flag}"')  # fmt: skip
        if paths.config:
            self._check_config(paths.config)
        self._check_runtime(unit)
        if paths.kubeconfig and not self._has_credentials(paths.kubeconfig):
            self._fail("failed to run Kubelet: unable to load bootstrap kubeconfig: stat "
                       "/etc/kubernetes/bootstrap-kubelet.conf: no such file or directory")  # fmt: skip

    def _arguments(self, unit: str) -> list[str]:
        """What the files that the unit names add to the command line."""
        found = [line for line in unit.splitlines() if line.startswith(("ExecStart=", "Environment="))]
        for path in ("/var/lib/kubelet/kubeadm-flags.env", "/etc/default/kubelet"):
            found += (self._read(path) or "").splitlines()
        return found

    def _check_runtime(self, unit: str) -> None:
        """StartError when nobody answers where the container runtime should be."""
        given = re.findall(ARGUMENT.format("container-runtime-endpoint"), " ".join(self._arguments(unit)))
        usual = str(self._config().get("containerRuntimeEndpoint") or SOCKET)
        endpoint = given[-1] if given else usual
        path = endpoint.removeprefix("unix://")
        there = path in SOCKETS
        if there and services.active(self._host, "containerd"):
            return
        why = f"dial unix {path}: connect: {'connection refused' if there else 'no such file or directory'}"
        self._fail(
            "failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "
            f'\\"{endpoint}\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error '
            f'while dialing: {why}\\"'
        )

    def _has_credentials(self, path: str) -> bool:
        """Whether a kubeconfig is there, and the files that it names."""
        text = self._read(path)
        named = re.findall(r"client-(?:certificate|key): *(\S+)", text or "")
        return text is not None and all(self._read(one) is not None for one in named)

    def _check_config(self, path: str) -> None:
        loading = f"failed to load kubelet config file, path: {path}, error: failed to load Kubelet config file {path}"
        text = self._read(path)
        if text is None:
            why = f'failed to read kubelet config file \\"{path}\\", error: open {path}: no such file or directory'
            self._fail(f"{loading}, error {why}")
        try:
            config = yaml.load(text or "", Loader=yaml.CSafeLoader)
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            what = getattr(problem, "problem", "") or "did not find expected node content"
            self._fail(f"{loading}, error yaml: line {mark.line + 1 if mark else 1}: {what}")
        if not isinstance(config, dict) or config.get("kind") != "KubeletConfiguration":
            kind = config.get("kind", "") if isinstance(config, dict) else ""
            version = config.get("apiVersion", "") if isinstance(config, dict) else ""
            self._fail(f'{loading}, error no kind \\"{kind}\\" is registered for version \\"{version}\\" in scheme '
                       '\\"k8s.io/kubernetes/pkg/kubelet/apis/config/scheme/scheme.go:33\\"')  # fmt: skip
        authority = ((config.get("authentication") or {}).get("x509") or {}).get("clientCAFile")
        if authority and self._read(authority) is None:
            self._fail(f"failed to construct kubelet dependencies: unable to load client CA file {authority}: open "
                       f"{authority}: no such file or directory")  # fmt: skip

    def _fail(self, why: str) -> NoReturn:
        """End as the kubelet does."""
        raise StartError(f'E{self._stamp()} run.go:72] "command failed" err="{why}"')

    def _stamp(self) -> str:
        moment = datetime.fromtimestamp(self._host.clock.now, UTC)
        return f"{moment:%m%d %H:%M:%S.%f}    {self._pid}"

    def _reaches_server(self) -> bool:
        """Whether its kubeconfig leads to the API server; if not, it runs, but nobody hears of it."""
        found = SERVER.search(self._read(self._paths().kubeconfig) or "")
        address, port = self._cluster.server
        if found is None or (self._host.resolve(found[1]), int(found[2])) == (address, port):
            return True
        where = f"{found[1]}:{found[2]}"
        why = f'Post \\"https://{where}/api/v1/nodes\\": dial tcp {where}: connect: connection refused'
        line = f'kubelet_node_status.go:106] "Unable to register node with API server" err="{why}" node="{self._node}"'
        self._host.unit_log.append((self._host.clock.now, "kubelet", f"kubelet[{self._pid}]: E{self._stamp()} {line}"))
        return False
