"""kubeadm certs. Follows kubernetes cmd/kubeadm/app/cmd/certs.go and phases/certs/renewal."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from app.host.invocation import Invocation
from app.host.kubeadm.asking import ADMIN, PKI, error, reading, table
from app.host.options import Options

DAY = 86400
CERTIFICATES = (
    ("admin.conf", "ca"), ("apiserver", "ca"), ("apiserver-etcd-client", "etcd-ca"), ("apiserver-kubelet-client", "ca"),
    ("controller-manager.conf", "ca"), ("etcd-healthcheck-client", "etcd-ca"), ("etcd-peer", "etcd-ca"),
    ("etcd-server", "etcd-ca"), ("front-proxy-client", "front-proxy-ca"), ("scheduler.conf", "ca"),
    ("super-admin.conf", "ca"),
)  # fmt: skip


DESCRIPTIONS = {
    "admin.conf": "certificate embedded in the kubeconfig file for the admin to use and for kubeadm itself",
    "apiserver": "certificate for serving the Kubernetes API",
    "apiserver-etcd-client": "certificate the apiserver uses to access etcd",
    "apiserver-kubelet-client": "certificate for the API server to connect to kubelet",
    "controller-manager.conf": "certificate embedded in the kubeconfig file for the controller manager to use",
    "etcd-healthcheck-client": "certificate for liveness probes to healthcheck etcd",
    "etcd-peer": "certificate for etcd nodes to communicate with each other",
    "etcd-server": "certificate for serving etcd",
    "front-proxy-client": "certificate for the front proxy client",
    "scheduler.conf": "certificate embedded in the kubeconfig file for the scheduler manager to use",
    "super-admin.conf": "certificate embedded in the kubeconfig file for the super-admin",
}
KEYS = {"ca": "ca", "etcd-ca": "etcd/ca", "front-proxy-ca": "front-proxy-ca"}


def path_of(name: str) -> str:
    """Where a certificate of kubeadm's lies."""
    if name.endswith(".conf"):
        return f"/etc/kubernetes/{name}"
    return f"{PKI}/{name.replace('etcd-', 'etcd/', 1) if name.startswith('etcd-') else name}.crt"


def current(run: Invocation, name: str) -> x509.Certificate:
    """A certificate as its file has it; OSError, ValueError, KeyError, TypeError or yaml's when it has none."""
    text = run.read_file(path_of(name))
    if name.endswith(".conf"):
        text = base64.b64decode(yaml.safe_load(text)["users"][0]["user"]["client-certificate-data"])
    return x509.load_pem_x509_certificate(text)


def renewed(run: Invocation, name: str, authority: str) -> None:
    """Sign a certificate again, for a year from now; raises as `current` does."""
    old = current(run, name)
    signer = x509.load_pem_x509_certificate(run.read_file(f"{PKI}/{KEYS[authority]}.crt"))
    key = load_pem_private_key(run.read_file(f"{PKI}/{KEYS[authority]}.key"), None)
    assert isinstance(key, RSAPrivateKey)
    now = datetime.fromtimestamp(run.now(), UTC)
    made = x509.CertificateBuilder(
        issuer_name=signer.subject, subject_name=old.subject, public_key=old.public_key(),
        serial_number=int(run.host.randomness.hex(16), 16) >> 1 | 1, not_valid_before=now - timedelta(minutes=5),
        not_valid_after=now + timedelta(days=365), extensions=list(old.extensions),
    ).sign(key, hashes.SHA256())  # fmt: skip
    pem = made.public_bytes(Encoding.PEM)
    path = path_of(name)
    if name.endswith(".conf"):
        config = yaml.safe_load(run.read_file(path))
        config["users"][0]["user"]["client-certificate-data"] = base64.b64encode(pem).decode()
        pem = yaml.safe_dump(config, sort_keys=True).encode()
    run.files.write_file(run.path(path), pem, mode=run.stat(path).mode & 0o777)


async def renew(run: Invocation, options: Options) -> int:
    """Renew one certificate, or all."""
    wanted = options.operands[:1]
    names = [name for name, _ in CERTIFICATES] if wanted == ["all"] else wanted
    if not names or names[0] not in DESCRIPTIONS:
        text = 'missing subcommand; "renew" is not meant to be run on its own'
        return await error(run, text if not names else f'unknown command "{names[0]}" for "kubeadm certs renew"')
    if not run.files.exists(ADMIN):
        return await error(run, f"failed to load admin kubeconfig: open {ADMIN}: no such file or directory")
    await reading(run, "renew")
    await run.stdout.write("\n")
    for name, authority in CERTIFICATES:
        if name not in names:
            continue
        try:
            renewed(run, name, authority)
        except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
            await run.stdout.write(f"MISSING! {DESCRIPTIONS[name]}\n")
        else:
            await run.stdout.write(f"{DESCRIPTIONS[name]} renewed\n")
    if wanted == ["all"]:
        await run.stdout.write("\nDone renewing certificates. You must restart the kube-apiserver, "
                               "kube-controller-manager, kube-scheduler and etcd, so that they can use the new "
                               "certificates.\n")  # fmt: skip
    return 0


async def expiration(run: Invocation, options: Options) -> int:
    """Say how long certificates last."""
    if run.host.node is None or not run.files.exists(ADMIN):
        return await error(run, f"failed to load admin kubeconfig: open {ADMIN}: no such file or directory")
    await reading(run, "check-expiration")
    await run.stdout.write("\n")
    rows = [["CERTIFICATE", "EXPIRES", "RESIDUAL TIME", "CERTIFICATE AUTHORITY", "EXTERNALLY MANAGED"]]
    for name, authority in CERTIFICATES:
        if ends := _ends(run, name):
            rows.append([name, _date(ends), _left(run, ends), authority, "no"])
        else:
            rows.append([f"!MISSING! {name}", "", "", "", ""])
    authorities = [["CERTIFICATE AUTHORITY", "EXPIRES", "RESIDUAL TIME", "EXTERNALLY MANAGED"]]
    for name in ("ca", "etcd-ca", "front-proxy-ca"):
        ends = _ends(run, name)
        authorities.append([name, _date(ends), _left(run, ends), "no"] if ends else [f"!MISSING! {name}", "", "", ""])
    await run.stdout.write(f"{table(rows, last=True)}\n{table(authorities, last=True)}")
    return 0


def _ends(run: Invocation, name: str) -> float:
    """When a certificate of kubeadm's ends; 0 when its file is gone or holds none."""
    try:
        return current(run, name).not_valid_after_utc.timestamp()
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        return 0.0


def _date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%b %d, %Y %H:%M UTC")


def _left(run: Invocation, seconds: float) -> str:
    """Follows apimachinery pkg/util/duration: ShortHumanDuration."""
    days = int(seconds - run.now()) // DAY
    return f"{days // 365}y" if days >= 730 else f"{days}d"
