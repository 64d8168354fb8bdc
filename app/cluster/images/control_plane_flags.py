"""What keeps a component of the control plane from starting: flags it does not have, files that are not there.

Follows kubernetes cmd/{kube-apiserver,kube-controller-manager,kube-scheduler}/app and etcd's embed configuration.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from app.cluster.api import server_options
from app.cluster.images.image import Process

# Flags by component, without those that all have. Not all there are: those that manifests and lessons use.
_COMMON = """
    authentication-kubeconfig authentication-skip-lookup authentication-token-webhook-cache-ttl
    authorization-kubeconfig authorization-always-allow-paths bind-address cert-dir client-ca-file config
    contention-profiling feature-gates help http2-max-streams-per-connection kube-api-burst kube-api-content-type
    kube-api-qps kubeconfig leader-elect leader-elect-lease-duration leader-elect-renew-deadline
    leader-elect-resource-lock leader-elect-resource-name leader-elect-resource-namespace leader-elect-retry-period
    log-flush-frequency logging-format master profiling permit-port-sharing requestheader-allowed-names
    requestheader-client-ca-file requestheader-extra-headers-prefix requestheader-group-headers
    requestheader-username-headers secure-port show-hidden-metrics-for-version tls-cert-file tls-cipher-suites
    tls-min-version tls-private-key-file tls-sni-cert-key v version vmodule write-config-to
    pod-max-in-unschedulable-pods-duration emulated-version
"""
_CONTROLLERS = """
    allocate-node-cidrs attach-detach-reconcile-sync-period cidr-allocator-type cloud-config cloud-provider
    cluster-cidr cluster-name cluster-signing-cert-file cluster-signing-duration cluster-signing-key-file
    concurrent-deployment-syncs concurrent-job-syncs concurrent-namespace-syncs concurrent-replicaset-syncs
    concurrent-service-syncs concurrent-statefulset-syncs configure-cloud-routes controllers
    enable-dynamic-provisioning enable-garbage-collector enable-hostpath-provisioner external-cloud-volume-plugin
    flex-volume-plugin-dir horizontal-pod-autoscaler-sync-period horizontal-pod-autoscaler-downscale-stabilization
    horizontal-pod-autoscaler-tolerance min-resync-period horizontal-pod-autoscaler-cpu-initialization-period
    horizontal-pod-autoscaler-initial-readiness-delay namespace-sync-period node-cidr-mask-size
    node-cidr-mask-size-ipv4 node-cidr-mask-size-ipv6 node-eviction-rate node-monitor-grace-period
    node-monitor-period node-startup-grace-period pvclaimbinder-sync-period resource-quota-sync-period root-ca-file
    route-reconciliation-period secondary-node-eviction-rate service-account-private-key-file
    service-cluster-ip-range terminated-pod-gc-threshold unhealthy-zone-threshold use-service-account-credentials
    large-cluster-size-threshold
"""
_SERVER = """
    admission-control-config-file advertise-address allow-privileged anonymous-auth api-audiences apiserver-count
    audit-log-compress audit-log-format audit-log-maxage audit-log-maxbackup audit-log-maxsize audit-log-mode
    audit-log-path audit-policy-file audit-webhook-config-file audit-webhook-mode authentication-config
    authentication-token-webhook-config-file authorization-config authorization-mode authorization-policy-file
    authorization-webhook-config-file cors-allowed-origins default-not-ready-toleration-seconds
    delete-collection-workers default-unreachable-toleration-seconds default-watch-cache-size
    disable-admission-plugins egress-selector-config-file enable-admission-plugins enable-aggregator-routing
    enable-bootstrap-token-auth enable-garbage-collector enable-priority-and-fairness encryption-provider-config
    encryption-provider-config-automatic-reload endpoint-reconciler-type etcd-cafile etcd-certfile
    etcd-compaction-interval etcd-count-metric-poll-period etcd-db-metric-poll-interval etcd-healthcheck-timeout
    etcd-keyfile etcd-prefix etcd-readycheck-timeout etcd-servers etcd-servers-overrides event-ttl external-hostname
    goaway-chance kubelet-certificate-authority kubelet-client-certificate kubelet-client-key kubelet-port
    kubelet-preferred-address-types kubelet-timeout kubernetes-service-node-port livez-grace-period
    max-connection-bytes-per-sec max-mutating-requests-inflight max-requests-inflight min-request-timeout
    oidc-ca-file oidc-client-id oidc-groups-claim oidc-groups-prefix oidc-issuer-url oidc-required-claim
    oidc-signing-algs oidc-username-claim oidc-username-prefix proxy-client-cert-file proxy-client-key-file
    request-timeout runtime-config service-account-extend-token-expiration service-account-issuer
    service-account-jwks-uri service-account-key-file service-account-lookup service-account-max-token-expiration
    service-account-signing-key-file service-cluster-ip-range service-node-port-range shutdown-delay-duration
    shutdown-send-retry-after storage-backend storage-media-type strict-transport-security-directives
    token-auth-file tracing-config-file watch-cache watch-cache-sizes peer-advertise-ip peer-advertise-port
    peer-ca-file
"""
_ETCD = """
    advertise-client-urls auto-compaction-mode auto-compaction-retention auto-tls cert-file cipher-suites
    client-cert-auth client-crl-file config-file data-dir debug discovery election-timeout enable-pprof
    experimental-initial-corrupt-check experimental-watch-progress-notify-interval feature-gates force-new-cluster
    heartbeat-interval initial-advertise-peer-urls initial-cluster initial-cluster-state initial-cluster-token
    key-file listen-client-http-urls listen-client-urls listen-metrics-urls listen-peer-urls log-level log-outputs
    logger max-request-bytes max-snapshots max-txn-ops max-wals metrics name peer-auto-tls peer-cert-allowed-cn
    peer-cert-file peer-client-cert-auth peer-key-file peer-skip-client-san-verification peer-trusted-ca-file
    pre-vote quota-backend-bytes self-signed-cert-validity snapshot-count socket-reuse-address strict-reconfig-check
    tls-min-version trusted-ca-file unsafe-no-fsync version wal-dir warning-apply-duration
    watch-progress-notify-interval
"""
FLAGS = {
    "kube-apiserver": frozenset(f"{_COMMON} {_SERVER}".split()) - {"config", "kubeconfig", "leader-elect", "master"},
    "kube-controller-manager": frozenset(f"{_COMMON} {_CONTROLLERS}".split()) - {"config"},
    "kube-scheduler": frozenset(_COMMON.split()),
    "etcd": frozenset(_ETCD.split()),
}
# Flags that name files which are read at the start, and what is said when one is missing.
MISSING = {
    "kube-apiserver": {
        "client-ca-file": 'unable to load client CA provider: open {}: no such file or directory',
        "requestheader-client-ca-file": 'unable to load client CA provider: open {}: no such file or directory',
        "etcd-cafile": "open {}: no such file or directory",
        "etcd-certfile": "open {}: no such file or directory",
        "etcd-keyfile": "open {}: no such file or directory",
        "tls-cert-file": "failed to load x509 cert/key pair: open {}: no such file or directory",
        "tls-private-key-file": "failed to load x509 cert/key pair: open {}: no such file or directory",
        "service-account-key-file":
            "failed to parse service-account-issuer-key-file: open {}: no such file or directory",
        "service-account-signing-key-file":
            "failed to parse service-account-issuer-key-file: open {}: no such file or directory",
        "token-auth-file": "open {}: no such file or directory",
        "audit-policy-file":
            'loading audit policy file: failed to read file path "{}": open {}: no such file or directory',
        "encryption-provider-config": "error reading encryption provider configuration file \"{}\": open {}: "
            "no such file or directory",
        "admission-control-config-file":
            "failed to read plugin config: unable to read admission control configuration from \"{}\" [open {}: "
            "no such file or directory]",
    },
    "kube-controller-manager": {
        "kubeconfig": "stat {}: no such file or directory",
        "authentication-kubeconfig": "failed to get delegated authentication kubeconfig: failed to get delegated "
            "authentication kubeconfig: stat {}: no such file or directory",
        "client-ca-file": "unable to load client CA provider: open {}: no such file or directory",
        "root-ca-file": "error reading root-ca-file at {}: open {}: no such file or directory",
        "service-account-private-key-file": "error reading key for service account token controller: open {}: "
            "no such file or directory",
    },
    "kube-scheduler": {
        "kubeconfig": "stat {}: no such file or directory",
        "authentication-kubeconfig": "failed to get delegated authentication kubeconfig: failed to get delegated "
            "authentication kubeconfig: stat {}: no such file or directory",
        "config": "open {}: no such file or directory",
    },
    "etcd": dict.fromkeys(
        ("cert-file", "key-file", "trusted-ca-file", "peer-cert-file", "peer-key-file", "peer-trusted-ca-file"),
        "open {}: no such file or directory",
    ),
}  # fmt: skip
SOON = 0.2  # seconds until a component has given up
EMPTY = "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable"
MODES = ("ABAC", "AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook")


def refused(process: Process) -> bool:
    """Whether a component gives up because of its command line; it says why and ends."""
    name = process.argv[0].rpartition("/")[2] if process.argv else ""
    if name not in FLAGS or process.restored or not has_machine(process):
        return False
    if not (why := problem(name, process.argv, process.read)):
        return False

    def give_up() -> None:
        process.log(f"Error: {why}" if name != "etcd" else why, "stderr")
        process.exit(1)

    process.after(SOON, give_up)
    return True


def has_machine(process: Process) -> bool:
    """Whether its node has files; before anybody looks at one there are none, and none that could be missing."""
    plane = process.spec.plane
    return plane is not None and plane.runtime.node_path(process.spec.node, "/") is not None


TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token"
CLIENTS = frozenset({"kube-controller-manager", "kube-scheduler"})  # of the API server


def flags_of(argv: Sequence[str]) -> dict[str, str]:
    """The flags of a command line, those without a value as `true`."""
    found = {}
    for word in argv[1:]:
        flag, equals, value = word.lstrip("-").partition("=")
        found[flag] = value if equals else "true"
    return found


def problem(name: str, argv: Sequence[str], read: Callable[[str], bytes | None]) -> str:
    """The last line of a component that gives up at once; "" for one that starts."""
    values = flags_of(argv)
    for word in argv[1:]:
        flag = word.lstrip("-").partition("=")[0]
        if word.startswith("-") and flag not in FLAGS[name]:
            return f"unknown flag: --{flag}" if name != "etcd" else f"flag provided but not defined: -{flag}"
    others = [word for word in argv[1:] if not word.startswith("-")]
    if others and name == "etcd":
        return f"'{others[0]}' is not a valid flag"
    if any(others):  # follows the Args of kubernetes cmd/kube-apiserver/app/server.go: empty ones are let pass
        return f'"{name}" does not take any arguments, got [{" ".join(map(json.dumps, others))}]'
    for flag, text in MISSING[name].items():
        if (path := values.get(flag)) and path.startswith("/") and read(path) is None:
            return text.replace("{}", path)
    if name == "kube-apiserver" and (why := server_options.problem(values, read)):
        return why
    for flag in ("authentication-kubeconfig", "kubeconfig"):
        if (path := values.get(flag)) and not (read(path) or b"").strip():
            return EMPTY
    configured = any(values.get(flag) for flag in ("kubeconfig", "config", "master"))
    if name in CLIENTS and not configured and read(TOKEN) is None:  # a pod's account would be configuration enough
        return EMPTY
    for mode in filter(None, values.get("authorization-mode", "").split(",")):
        if mode not in MODES:
            return f'"{mode}" is not a valid mode'
    return ""
