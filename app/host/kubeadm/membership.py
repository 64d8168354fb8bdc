"""kubeadm join and reset. Follows kubernetes cmd/kubeadm/app/cmd/{join,reset}.go and their phases."""

from __future__ import annotations

import posixpath

from app.host.invocation import Invocation
from app.host.kubeadm.asking import KUBELET, MANIFESTS, PKI, error, klog
from app.host.kubeadm.asking import reading as _reading
from app.host.options import Options

FLAGS = "/var/lib/kubelet/kubeadm-flags.env"
DISCOVERY = 300.0  # seconds until a wrong token is given up
CLEARED = (MANIFESTS, "/var/lib/kubelet", PKI)
DELETED = tuple(
    f"/etc/kubernetes/{name}.conf"
    for name in ("admin", "super-admin", "kubelet", "bootstrap-kubelet", "controller-manager", "scheduler")
)
DONE = (
    "\nThis node has joined the cluster:\n* Certificate signing request was sent to apiserver and a response was "
    "received.\n* The Kubelet was informed of the new secure connection details.\n\n"
    "Run 'kubectl get nodes' on the control-plane to see this node join the cluster.\n\n"
)
LEFT = (
    "\nThe reset process does not perform cleanup of CNI plugin configuration,\n"
    "network filtering rules and kubeconfig files.\n\n"
    "For information on how to perform this cleanup manually, please see:\n"
    "    https://k8s.io/docs/reference/setup-tools/kubeadm/kubeadm-reset/\n\n"
)


async def join(run: Invocation, options: Options) -> int:
    """Make this machine a node of the cluster that a token leads to."""
    node = run.host.node
    if not options.operands and "config" not in options:
        return await error(run, 'discovery: Invalid value: "": bootstrapToken or file must be set')
    if node is None:
        return await error(run, "error execution phase preflight: this machine cannot be a node here")
    token = options.last("token") or options.last("discovery-token")
    if not token:
        return await error(run, 'discovery.bootstrapToken.token: Invalid value: "": the bootstrap token is invalid')
    hashes = options.all("discovery-token-ca-cert-hash")
    if not hashes and "discovery-token-unsafe-skip-ca-verification" not in options:
        return await error(run, "discovery.bootstrapToken: Invalid value: \"\": using token-based discovery without "
                           "caCertHashes can be unsafe. Set unsafeSkipCAVerification as true in your kubeadm config "
                           "file or pass --discovery-token-unsafe-skip-ca-verification flag to continue")  # fmt: skip
    await run.stdout.write("[preflight] Running pre-flight checks\n")
    if problems := _problems(run):
        listed = "".join(f"\t[ERROR {name}]: {text}\n" for name, text in problems)
        advice = "If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`"
        await run.stderr.write(f"[preflight] Some fatal errors occurred:\n{listed}[preflight] {advice}\n")
        return await error(run, "error execution phase preflight: preflight checks failed")
    if why := node.admits(options.operands[0], token, tuple(hashes)):
        await run.sleep(DISCOVERY)
        return await error(
            run, f"error execution phase preflight: couldn't validate the identity of the API Server: {why}"
        )
    await _reading(run, "preflight")
    if "control-plane" in options:
        return await _further(run)
    await run.sleep(1)
    node.join()
    await run.stdout.write(
        '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"\n'
        f'[kubelet-start] Writing kubelet environment file with flags to file "{FLAGS}"\n'
        "[kubelet-start] Starting the kubelet\n"
        "[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s\n"
    )
    await run.run(["systemctl", "start", "kubelet"])
    await run.sleep(1)
    await run.stdout.write("[kubelet-check] The kubelet is healthy after 502.334893ms\n"
                           "[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap\n")  # fmt: skip
    await run.sleep(1)
    await run.stdout.write(DONE)
    return 0


async def _further(run: Invocation) -> int:
    """Why no second control plane comes about: the cluster has no endpoint that would lead to either.

    Follows cmd/kubeadm/app/cmd/phases/join/preflight.go: checkIfReadyForAdditionalControlPlane.
    """
    return await error(run, (
        "error execution phase preflight: \nOne or more conditions for hosting a new control plane instance is not "
        "satisfied.\n\nunable to add a new control plane instance to a cluster that doesn't have a stable "
        "controlPlaneEndpoint address\n\nPlease ensure that:\n* The cluster has a stable controlPlaneEndpoint address."
        "\n* The certificates that must be shared among control plane instances are provided.\n\n"
    ))  # fmt: skip


def _problems(run: Invocation) -> list[tuple[str, str]]:
    """What is in the way: files of an earlier cluster, a kubelet that runs."""
    found = []
    for path in (KUBELET, f"{PKI}/ca.crt"):
        if run.files.exists(path):
            found.append((f"FileAvailable-{path.replace('/', '-')}", f"{path} already exists"))
    if found:
        found.insert(1, ("Port-10250", "Port 10250 is in use"))
    return found


async def reset(run: Invocation, options: Options) -> int:
    """Undo what `init` or `join` did on this machine."""
    if "force" not in options:
        text = "[reset] WARNING: Changes made to this host by 'kubeadm init' or 'kubeadm join' will be reverted."
        await run.stderr.write(klog(run, "W", "preflight.go:55", text))
        await run.stdout.write("[reset] Are you sure you want to proceed? [y/N]: ")
        answer = (await run.stdin.chunk()).decode(errors="replace").strip().lower()
        if answer not in ("y", "yes"):
            return await error(run, "error execution phase preflight: won't proceed; the user didn't answer (Y|y) in "
                               "order to continue")  # fmt: skip
    await run.stdout.write("[preflight] Running pre-flight checks\n")
    text = "[reset] No kubeadm config, using etcd pod spec to get data directory"
    await run.stderr.write(klog(run, "W", "removeetcdmember.go:105", text))
    if run.files.exists("/var/lib/etcd"):
        _clear(run, "/var/lib/etcd")
    await run.stdout.write("[reset] Deleted contents of the etcd data directory: /var/lib/etcd\n"
                           "[reset] Stopping the kubelet service\n")  # fmt: skip
    if run.host.node is not None:
        run.host.node.leave()
    await run.run(["systemctl", "stop", "kubelet"])
    await run.stdout.write('[reset] Unmounting mounted directories in "/var/lib/kubelet"\n')
    for folder in CLEARED:
        _clear(run, folder)
    for path in DELETED:
        if run.files.exists(path):
            run.files.remove(path)
    await run.stdout.write(f"[reset] Deleting contents of directories: [{' '.join(CLEARED)}]\n"
                           f"[reset] Deleting files: [{' '.join(DELETED)}]\n{LEFT}")  # fmt: skip
    return 0


def _clear(run: Invocation, folder: str) -> None:
    if run.files.kind_of(folder) == "directory":
        for name in run.files.list_directory(folder):
            run.files.remove(posixpath.join(folder, name), recursive=True)
