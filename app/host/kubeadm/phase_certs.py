"""kubeadm init phase certs. Follows kubernetes cmd/kubeadm/app/cmd/phases/init/certs.go, phases/certs/certs.go."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from typing import Any

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.host.invocation import Invocation
from app.host.kubeadm.asking import PKI, KubeadmError, error
from app.host.options import Options

DNS = ("kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local")
OTHERS = (
    "ca", "apiserver-kubelet-client", "front-proxy-ca", "front-proxy-client", "etcd/ca", "etcd/server", "etcd/peer",
    "etcd/healthcheck-client", "apiserver-etcd-client",
)  # fmt: skip
SUBNET = "10.96.0.0/12"


async def generate(run: Invocation, options: Options) -> int:
    """Make what is not there: `all`, or one certificate by its name."""
    wanted = options.operands[:1]
    known = ("apiserver", *OTHERS)
    if not wanted or wanted[0] not in ("all", *(one.replace("/", "-") for one in known)):
        text = 'missing subcommand; "phase" is not meant to be run on its own'
        return await error(run, f'unknown command "{wanted[0]}" for "kubeadm init phase certs"' if wanted else text)
    for name in known if wanted == ["all"] else [one for one in known if one.replace("/", "-") == wanted[0]]:
        if run.files.exists(f"{PKI}/{name}.crt") and run.files.exists(f"{PKI}/{name}.key"):
            kind = "certificate authority" if name.endswith("ca") else "certificate and key on disk"
            await run.stdout.write(f"[certs] Using existing {name} {kind}\n")
        elif name == "apiserver":
            await _apiserver(run, options)
        else:
            return await error(run, f"of the certificates that are gone, only apiserver is made again here, not {name}")
    return 0


async def _apiserver(run: Invocation, options: Options) -> None:
    """The serving certificate: for the names of kubeadm's own, of its configuration and of the command line."""
    settings = _settings(run, options.last("config"))
    address = options.last("apiserver-advertise-address") or run.host.interface.address
    subnet = str((settings.get("networking") or {}).get("serviceSubnet") or SUBNET)
    first = str(next(ipaddress.ip_network(subnet.partition(",")[0], strict=False).hosts()))
    extra = [*((settings.get("apiServer") or {}).get("certSANs") or ()),
             *options.last("apiserver-cert-extra-sans").split(",")]  # fmt: skip
    names, addresses = [run.host.spec.name, *DNS], [first, address]
    for one in filter(None, map(str, extra)):
        into = addresses if _is_address(one) else names
        into += [one] if one not in into else []
    await run.stdout.write(
        '[certs] Generating "apiserver" certificate and key\n'
        f"[certs] apiserver serving cert is signed for DNS names [{' '.join(sorted(names))}] and IPs "
        f"[{' '.join(addresses)}]\n"
    )
    run.files.write_file(f"{PKI}/apiserver.crt", _signed(run, names, addresses))
    run.files.write_file(f"{PKI}/apiserver.key", run.read_file(f"{PKI}/apiserver-kubelet-client.key"), mode=0o600)


def _settings(run: Invocation, path: str) -> dict[str, Any]:
    """A configuration's ClusterConfiguration; KubeadmError for a file that cannot be read."""
    if not path:
        return {}
    try:
        documents = [one for one in yaml.safe_load_all(run.read_file(path)) if isinstance(one, dict)]
    except (OSError, yaml.YAMLError) as problem:
        raise KubeadmError(f"unable to read config from {path!r}: {problem}") from None
    return next((one for one in documents if one.get("kind", "ClusterConfiguration") == "ClusterConfiguration"), {})


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _signed(run: Invocation, names: list[str], addresses: list[str]) -> bytes:
    """PEM of the certificate, for the key that the API server's client certificate has, for a year from now."""
    authority = x509.load_pem_x509_certificate(run.read_file(f"{PKI}/ca.crt"))
    signer = load_pem_private_key(run.read_file(f"{PKI}/ca.key"), None)
    own = load_pem_private_key(run.read_file(f"{PKI}/apiserver-kubelet-client.key"), None)
    assert isinstance(signer, RSAPrivateKey) and isinstance(own, RSAPrivateKey)
    now = datetime.fromtimestamp(run.now(), UTC)
    served: list[x509.GeneralName] = [x509.DNSName(one) for one in names]
    served += [x509.IPAddress(ipaddress.ip_address(one)) for one in addresses]
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kube-apiserver")]))
        .issuer_name(authority.subject).public_key(own.public_key())
        .serial_number(int(run.host.randomness.hex(16), 16) >> 1 | 1)
        .not_valid_before(now - timedelta(minutes=5)).not_valid_after(now + timedelta(days=365))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(served), critical=False)
    )  # fmt: skip
    return builder.sign(signer, hashes.SHA256()).public_bytes(Encoding.PEM)
