"""kubeadm version, config and kubeconfig. Follows kubernetes cmd/kubeadm/app/cmd/{version,config,kubeconfig}.go."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.host.invocation import Invocation
from app.host.kubeadm.asking import ADMIN, PKI, KubeadmError, configuration, error, release
from app.host.options import Options

REGISTRY = "registry.k8s.io"
ETCD, PAUSE = "3.6.8-0", "3.10.2"
COREDNS_SINCE = ((1, 36, 3, "v1.14.2"), (1, 36, 0, "v1.14.1"), (1, 35, 0, "v1.13.1"), (0, 0, 0, "v1.12.1"))
INIT = """apiVersion: kubeadm.k8s.io/v1beta4
bootstrapTokens:
- groups:
  - system:bootstrappers:kubeadm:default-node-token
  token: abcdef.0123456789abcdef
  ttl: 24h0m0s
  usages:
  - signing
  - authentication
kind: InitConfiguration
localAPIEndpoint:
  advertiseAddress: 1.2.3.4
  bindPort: 6443
nodeRegistration:
  criSocket: unix:///var/run/containerd/containerd.sock
  imagePullPolicy: IfNotPresent
  imagePullSerial: true
  name: node
  taints: null
timeouts:
  controlPlaneComponentHealthCheck: 4m0s
  discovery: 5m0s
  etcdAPICall: 2m0s
  kubeletHealthCheck: 4m0s
  kubernetesAPICall: 1m0s
  tlsBootstrap: 5m0s
  upgradeManifests: 5m0s
---
apiServer: {{}}
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controllerManager: {{}}
dns: {{}}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: {}
networking:
  dnsDomain: cluster.local
  serviceSubnet: 10.96.0.0/12
proxy: {{}}
scheduler: {{}}
"""
JOIN = """apiVersion: kubeadm.k8s.io/v1beta4
caCertPath: /etc/kubernetes/pki/ca.crt
discovery:
  bootstrapToken:
    apiServerEndpoint: kube-apiserver:6443
    token: abcdef.0123456789abcdef
    unsafeSkipCAVerification: true
  tlsBootstrapToken: abcdef.0123456789abcdef
kind: JoinConfiguration
nodeRegistration:
  criSocket: unix:///var/run/containerd/containerd.sock
  imagePullPolicy: IfNotPresent
  imagePullSerial: true
  name: {}
  taints: null
timeouts:
  controlPlaneComponentHealthCheck: 4m0s
  discovery: 5m0s
  etcdAPICall: 2m0s
  kubeletHealthCheck: 4m0s
  kubernetesAPICall: 1m0s
  tlsBootstrap: 5m0s
  upgradeManifests: 5m0s
"""


def parts(version: str) -> tuple[int, ...]:
    """v1.36.2 as numbers; empty for what is no version."""
    words = version.removeprefix("v").split(".")
    return tuple(int(word) for word in words) if len(words) == 3 and all(word.isdigit() for word in words) else ()


def coredns(version: str) -> str:
    """The tag of CoreDNS that a release installs."""
    own = parts(version) or (0, 0, 0)
    return next(tag for major, minor, patch, tag in COREDNS_SINCE if own >= (major, minor, patch))


def images(version: str) -> list[str]:
    """What a control plane of a release runs, in kubeadm's order."""
    names = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy")
    more = (f"coredns/coredns:{coredns(version)}", f"pause:{PAUSE}", f"etcd:{ETCD}")
    return [*(f"{REGISTRY}/{name}:{version}" for name in names), *(f"{REGISTRY}/{name}" for name in more)]


async def version(run: Invocation, options: Options) -> int:
    """Print this kubeadm's version."""
    own = release(run)
    major, minor = own.removeprefix("v").split(".")[:2]
    facts = {
        "major": major, "minor": minor, "gitVersion": own, "gitTreeState": "clean", "compiler": "gc",
        "platform": "linux/amd64",
    }  # fmt: skip
    output = options.last("output")
    if output == "short":
        text = own
    elif output == "json":
        text = json.dumps({"clientVersion": facts}, indent=2)
    elif output == "yaml":
        text = "clientVersion:\n" + "\n".join(f'  {key}: "{value}"' for key, value in sorted(facts.items()))
    elif output:
        return await error(run, f"invalid output format: {output}")
    else:
        inner = ", ".join(f'{key[0].upper()}{key[1:]}:"{value}"' for key, value in facts.items())
        text = f"kubeadm version: &version.Info{{{inner}}}"
    await run.stdout.write(f"{text}\n")
    return 0


async def view(run: Invocation, options: Options) -> int:
    """The configuration in the cluster."""
    await run.stdout.write(f"{(await configuration(run, options)).rstrip()}\n\n")
    return 0


async def init_defaults(run: Invocation, options: Options) -> int:
    """What `kubeadm init` assumes."""
    series = ".".join(release(run).split(".")[:2])
    await run.stdout.write(INIT.format(f"{series.removeprefix('v')}.0"))
    return 0


async def join_defaults(run: Invocation, options: Options) -> int:
    """What `kubeadm join` assumes."""
    await run.stdout.write(JOIN.format(run.host.spec.name))
    return 0


async def image_list(run: Invocation, options: Options) -> int:
    """The images that a release needs."""
    await run.stdout.write("".join(f"{name}\n" for name in images(_asked(run, options))))
    return 0


async def image_pull(run: Invocation, options: Options) -> int:
    """Fetch them."""
    node = run.host.node
    for name in images(_asked(run, options)):
        found = node.pull(name) if node is not None else "no container runtime"
        if isinstance(found, str):
            raise KubeadmError(f'failed to pull image "{name}": {found}')
        await run.sleep(1)
        await run.stdout.write(f"[config/images] Pulled {name}\n")
    return 0


def _asked(run: Invocation, options: Options) -> str:
    text = options.last("kubernetes-version", release(run))
    text = text if text.startswith("v") else f"v{text}"
    if not parts(text):
        raise KubeadmError(f'version "{text}" doesn\'t match patterns for neither semantic version nor labels '
                           '(stable, latest, ...)')  # fmt: skip
    return text


async def user(run: Invocation, options: Options) -> int:
    """A kubeconfig for one more user, on standard output."""
    name = options.last("client-name")
    if not name:
        return await error(run, 'required flag(s) "client-name" not set')
    config = yaml.safe_load(run.read_file(ADMIN)) if run.files.exists(ADMIN) else None
    if config is None:
        return await error(run, f"failed to load admin kubeconfig: open {ADMIN}: no such file or directory")
    pem = _signed(run, name, [one for text in options.all("org") for one in text.split(",")])
    key = config["users"][0]["user"]["client-key-data"]
    data = {"client-certificate-data": base64.b64encode(pem).decode(), "client-key-data": key}
    if token := options.last("token"):
        data = {"token": token}
    config["users"] = [{"name": name, "user": data}]
    config["contexts"] = [{"context": {"cluster": "kubernetes", "user": name}, "name": f"{name}@kubernetes"}]
    config["current-context"] = f"{name}@kubernetes"
    await run.stdout.write(yaml.safe_dump(config, sort_keys=True))
    return 0


def _signed(run: Invocation, name: str, organizations: list[str]) -> bytes:
    """A client certificate of the cluster's authority, for the admin's key."""
    signer = x509.load_pem_x509_certificate(run.read_file(f"{PKI}/ca.crt"))
    key = load_pem_private_key(run.read_file(f"{PKI}/ca.key"), None)
    own = load_pem_private_key(run.read_file(f"{PKI}/apiserver.key"), None)
    assert isinstance(key, RSAPrivateKey)
    assert isinstance(own, RSAPrivateKey)
    now = datetime.fromtimestamp(run.now(), UTC)
    subject = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, one) for one in organizations]
    subject.append(x509.NameAttribute(NameOID.COMMON_NAME, name))
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    made = (
        x509.CertificateBuilder()
        .issuer_name(signer.subject).subject_name(x509.Name(subject)).public_key(own.public_key())
        .serial_number(int(run.host.randomness.hex(16), 16) >> 1 | 1)
        .not_valid_before(now - timedelta(minutes=5)).not_valid_after(now + timedelta(days=365))
        .add_extension(usage, critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    return made.public_bytes(Encoding.PEM)
