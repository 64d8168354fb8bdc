"""kubeadm init: a new cluster on a machine that is none of a cluster's (any more).

Follows kubernetes cmd/kubeadm/app/cmd/init.go, cmd/phases/init and preflight/checks.go.
Known differences: pods keep the addresses 10.244.0.0/16, services 10.96.0.0/12; other choices are refused.
"""

from __future__ import annotations

import posixpath

from app.host.invocation import Invocation
from app.host.kubeadm import tokens
from app.host.kubeadm.asking import ADMIN, MANIFESTS, PKI, KubeadmError, error, kubectl, release
from app.host.kubeadm.membership import FLAGS
from app.host.options import Options

PORTS = (6443, 10259, 10257, 10250, 2379, 2380)
COMPONENTS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd")
CONFIGS = ("admin", "super-admin", "kubelet", "controller-manager", "scheduler")
# What cannot be chosen otherwise here: the flag, and the one value that it may have.
FIXED = {"service-cidr": "10.96.0.0/12", "pod-network-cidr": "10.244.0.0/16", "service-dns-domain": "cluster.local",
         "image-repository": "registry.k8s.io", "apiserver-bind-port": "6443",
         "cri-socket": "unix:///var/run/containerd/containerd.sock", "cert-dir": PKI}  # fmt: skip
PATIENCE = 240
DONE = """
Your Kubernetes control-plane has initialized successfully!

To start using your cluster, you need to run the following as a regular user:

  mkdir -p $HOME/.kube
  sudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config
  sudo chown $(id -u):$(id -g) $HOME/.kube/config

Alternatively, if you are the root user, you can run:

  export KUBECONFIG=/etc/kubernetes/admin.conf

You should now deploy a pod network to the cluster.
Run "kubectl apply -f [podnetwork].yaml" with one of the options listed at:
  https://kubernetes.io/docs/concepts/cluster-administration/addons/

Then you can join any number of worker nodes by running the following on each as root:

"""


async def init(run: Invocation, options: Options) -> int:
    """Make a cluster."""
    node = run.host.node
    version = release(run)
    _check_flags(run, options, version)
    await run.stdout.write(f"[init] Using Kubernetes version: {version}\n[preflight] Running pre-flight checks\n")
    ignored = {one.lower() for text in options.all("ignore-preflight-errors") for one in text.split(",")}
    problems = [one for one in _problems(run) if not {"all", one[0].lower()} & ignored]
    if problems:
        listed = "".join(f"\t[ERROR {name}]: {text}\n" for name, text in problems)
        advice = "If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`"
        await run.stderr.write(f"[preflight] Some fatal errors occurred:\n{listed}[preflight] {advice}\n")
        return await error(run, "error execution phase preflight: preflight checks failed")
    if node is None or not _is_first(run):
        return await error(run, "error execution phase preflight: a cluster of this machine's own is not simulated")
    await _write_files(run)
    node.initialise()
    await run.stdout.write(
        f'[kubelet-start] Writing kubelet environment file with flags to file "{FLAGS}"\n'
        '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"\n'
        "[kubelet-start] Starting the kubelet\n"
        "[wait-control-plane] Waiting for the kubelet to boot up the control plane as static Pods from directory "
        f'"{MANIFESTS}"\n'
        "[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s\n"
    )
    await run.run(["systemctl", "start", "kubelet"])
    await run.sleep(0.5)
    await _wait(run, options)
    node.mark()
    await _finish(run, options)
    return 0


def _is_first(run: Invocation) -> bool:
    """Whether this is the machine that the cluster's API server has its place on."""
    return run.files.exists("/etc/killercoda/host")


def _check_flags(run: Invocation, options: Options, version: str) -> None:
    for name, only in {**FIXED, "apiserver-advertise-address": run.host.interface.address,
                       "node-name": run.host.spec.name}.items():  # fmt: skip
        if (wanted := options.last(name, only)) != only:
            raise KubeadmError(f'--{name}={wanted} is not simulated: here it is always "{only}"')
    wanted = options.last("kubernetes-version", version)
    if f"v{wanted.removeprefix('v')}" not in (version, "vstable-1"):
        raise KubeadmError(f"this version of kubeadm only makes clusters of {version} here; {wanted} is not simulated")
    for name in ("config", "control-plane-endpoint", "upload-certs", "skip-phases", "dry-run"):
        if name in options:
            raise KubeadmError(f"--{name} is not simulated")


def _problems(run: Invocation) -> list[tuple[str, str]]:
    """What is in the way. Follows preflight/checks.go: RunInitNodeChecks."""
    taken = {one.port for one in run.host.network.listeners(run.host.interface)}
    found = [(f"Port-{port}", f"Port {port} is in use") for port in PORTS[:3] if port in taken]
    for name in COMPONENTS:
        path = f"{MANIFESTS}/{name}.yaml"
        if run.files.exists(path):
            found.append((f"FileAvailable-{path.replace('/', '-')}", f"{path} already exists"))
    if not run.files.exists("/proc/sys/net/ipv4/ip_forward") or \
            run.files.read_file("/proc/sys/net/ipv4/ip_forward").strip() != b"1":  # fmt: skip
        found.append(("FileContent--proc-sys-net-ipv4-ip_forward",
                      "/proc/sys/net/ipv4/ip_forward contents are not set to 1"))  # fmt: skip
    found += [(f"Port-{port}", f"Port {port} is in use") for port in PORTS[3:] if port in taken]
    folder = "/var/lib/etcd"
    if run.files.kind_of(folder) == "directory" and run.files.list_directory(folder):
        found.append(("DirAvailable--var-lib-etcd", f"{folder} is not empty"))
    return found


async def _write_files(run: Invocation) -> None:
    name, address = run.host.spec.name, run.host.interface.address
    service = "kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local"
    etcd = f"DNS names [{name} localhost] and IPs [{address} 127.0.0.1 ::1]"
    pull = ("Pulling images required for setting up a Kubernetes cluster",
            "This might take a minute or two, depending on the speed of your internet connection",
            "You can also perform this action beforehand using 'kubeadm config images pull'")  # fmt: skip
    lines = [f"[preflight] {one}" for one in pull]
    await run.stdout.write("".join(f"{line}\n" for line in lines))
    await run.sleep(5)
    lines = [f'[certs] Using certificateDir folder "{PKI}"']
    for one in ("ca", "apiserver", "apiserver-kubelet-client", "front-proxy-ca", "front-proxy-client", "etcd/ca",
                "etcd/server", "etcd/peer", "etcd/healthcheck-client", "apiserver-etcd-client"):  # fmt: skip
        lines.append(f'[certs] Generating "{one}" certificate and key')
        if one == "apiserver":
            names = " ".join(sorted([name, *service.split()]))
            lines.append(f"[certs] {one} serving cert is signed for DNS names [{names}] and IPs [10.96.0.1 {address}]")
        elif one in ("etcd/server", "etcd/peer"):
            lines.append(f"[certs] {one} serving cert is signed for {etcd}")
    lines += ['[certs] Generating "sa" key and public key', '[kubeconfig] Using kubeconfig folder "/etc/kubernetes"']
    lines += [f'[kubeconfig] Writing "{one}.conf" kubeconfig file' for one in CONFIGS]
    lines.append(f'[etcd] Creating static Pod manifest for local etcd in "{MANIFESTS}"')
    lines.append(f'[control-plane] Using manifest folder "{MANIFESTS}"')
    lines += [f'[control-plane] Creating static Pod manifest for "{one}"' for one in COMPONENTS[:3]]
    await run.stdout.write("".join(f"{line}\n" for line in lines))
    run.files.make_directory(MANIFESTS)


async def _wait(run: Invocation, options: Options) -> None:
    """Until the components of the control plane are healthy."""
    address = run.host.interface.address
    await run.stdout.write(
        "[kubelet-check] The kubelet is healthy after 501.594ms\n"
        "[control-plane-check] Waiting for healthy control plane components. This can take up to 4m0s\n"
        f"[control-plane-check] Checking kube-apiserver at https://{address}:6443/livez\n"
        "[control-plane-check] Checking kube-controller-manager at https://127.0.0.1:10257/healthz\n"
        "[control-plane-check] Checking kube-scheduler at https://127.0.0.1:10259/livez\n"
    )
    began = run.now()
    while (await kubectl(run, options, ["get", "--raw", "/livez"]))[0]:
        if run.now() - began > PATIENCE:
            raise KubeadmError(
                "error execution phase wait-control-plane: failed while waiting for the control plane to start: "
                "kube-apiserver check failed at https://" + f"{address}:6443/livez: client rate limiter Wait returned "
                "an error: context deadline exceeded"
            )
        await run.sleep(0.5)
    took = run.now() - began
    for name, part in (("kube-controller-manager", 0.5), ("kube-scheduler", 0.6), ("kube-apiserver", 1.0)):
        await run.stdout.write(f"[control-plane-check] {name} is healthy after {took * part + 0.5:.6f}s\n")


async def _finish(run: Invocation, options: Options) -> None:
    name = run.host.spec.name
    role = "node-role.kubernetes.io/control-plane"
    token = options.last("token") or tokens.fresh(run)
    told = "The default bootstrap token generated by 'kubeadm init'."
    values = {"silent": [""], "description": [told], "kubeconfig": [ADMIN]}
    made = Options(run, options.usage, values, [token])
    await tokens.create(run, made)
    rules = ("to allow Node Bootstrap tokens to get nodes",
             "to allow Node Bootstrap tokens to post CSRs in order for nodes to get long term certificate credentials",
             "to allow the csrapprover controller automatically approve CSRs from a Node Bootstrap Token",
             "to allow certificate rotation for all node client certificates in the cluster")  # fmt: skip
    lines = [
        '[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace',
        '[kubelet] Creating a ConfigMap "kubelet-config" in namespace kube-system with the configuration for the '
        "kubelets in the cluster",
        "[upload-certs] Skipping phase. Please see --upload-certs",
        f"[mark-control-plane] Marking the node {name} as control-plane by adding the labels: [{role} "
        "node.kubernetes.io/exclude-from-external-load-balancers]",
        f"[mark-control-plane] Marking the node {name} as control-plane by adding the taints [{role}:NoSchedule]",
        f"[bootstrap-token] Using token: {token}",
        "[bootstrap-token] Configuring bootstrap tokens, cluster-info ConfigMap, RBAC Roles",
        *(f"[bootstrap-token] Configured RBAC rules {one}" for one in rules),
        '[bootstrap-token] Creating the "cluster-info" ConfigMap in the "kube-public" namespace',
        '[kubelet-finalize] Updating "/etc/kubernetes/kubelet.conf" to point to a rotatable kubelet client certificate '
        "and key",
        "[addons] Applied essential addon: CoreDNS", "[addons] Applied essential addon: kube-proxy",
    ]  # fmt: skip
    digest = tokens.key_hash(run.files.read_file(posixpath.join(PKI, "ca.crt")))
    where = f"{run.host.interface.address}:6443"
    join = f"kubeadm join {where} --token {token} \\\n\t--discovery-token-ca-cert-hash sha256:{digest} \n"
    await run.stdout.write("".join(f"{line}\n" for line in lines) + DONE + join)
