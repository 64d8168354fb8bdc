"""Reaching the etcd of this machine: endpoints, certificates, and what the client says when that fails.

Follows etcd-io/etcd etcdctl/ctlv3/command/global.go and client/v3/retry_interceptor.go.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from app.host.invocation import Invocation
from app.host.node import Etcd
from app.host.options import Options

VERSION = "3.6.8"
DEFAULT = "127.0.0.1:2379"
BAD_ARGUMENTS, FAILED, INTERRUPTED = 128, 1, 4
SERVER_CERTIFICATE, TRUSTED = "/etc/kubernetes/pki/etcd/server.crt", "/etc/kubernetes/pki/etcd/ca.crt"
TIMEOUT = 5.0


class UnreachableError(Exception):
    """Nobody answers there, or not to us; the text is gRPC's last word on the connection."""


class WrongFileError(Exception):
    """A TLS file that cannot be used; the text is Go's."""


@dataclass(frozen=True)
class Member:
    """The one member of the cluster."""

    id: int
    name: str
    address: str

    @property
    def peers(self) -> str:
        """Where its peers find it."""
        return f"https://{self.address}:2380"

    @property
    def clients(self) -> str:
        """Where clients find it."""
        return f"https://{self.address}:2379"


def endpoints(run: Invocation, options: Options) -> list[str]:
    """Those asked for, by flag or environment."""
    text = options.last("endpoints", run.env.get("ETCDCTL_ENDPOINTS", DEFAULT))
    return [one.strip() for one in text.split(",") if one.strip()]


def seconds(options: Options) -> float:
    """How long a command may take."""
    text = options.last("command-timeout", "5s").removesuffix("s")
    return float(text) if text.replace(".", "", 1).isdigit() else TIMEOUT


def server(run: Invocation, options: Options, endpoint: str) -> Etcd:
    """The etcd behind an endpoint; UnreachableError, or WrongFileError for TLS files that cannot be read."""
    authority, certificate = _tls(run, options)
    scheme, _, place = endpoint.rpartition("://")
    host, _, port = place.partition("/")[0].rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    address = host if host.replace(".", "").isdigit() else run.host.resolve(host) or host
    node = run.host.node
    known = node.etcd(address) if node is not None and port == "2379" else None
    if known is None:
        why = f"dial tcp {address}:{port or '2379'}: connect: connection refused"
        raise UnreachableError(f'connection error: desc = "transport: Error while dialing: {why}"')
    if scheme == "http" or (not scheme and authority is None and certificate is None):
        raise UnreachableError('connection error: desc = "error reading server preface: EOF"')
    _verify(known, authority, certificate)
    return known


def _tls(run: Invocation, options: Options) -> tuple[x509.Certificate | None, x509.Certificate | None]:
    """The authority that the client trusts, and its own certificate."""
    paths = {name: options.last(name, run.env.get(f"ETCDCTL_{name.upper()}", "")) for name in ("cacert", "cert", "key")}
    texts: dict[str, bytes] = {}
    for name in ("cert", "key", "cacert"):
        if path := paths[name]:
            if run.kind_of(path) != "file":
                raise WrongFileError(f"open {path}: no such file or directory")
            texts[name] = run.read_file(path)
    if ("cert" in texts) != ("key" in texts):
        missing = "KeyFile" if "cert" in texts else "CertFile"
        given = {"KeyFile": ("", paths["cert"]), "CertFile": (paths["key"], "")}[missing]
        raise WrongFileError(f"KeyFile and CertFile must both be present[key: {given[0]}, cert: {given[1]}]")
    return _certificate(texts, "cacert"), _pair(texts)


def _certificate(texts: dict[str, bytes], name: str) -> x509.Certificate | None:
    if name not in texts:
        return None
    try:
        return x509.load_pem_x509_certificate(texts[name])
    except ValueError:
        if name == "cacert":
            return None  # an empty pool trusts nobody
        raise WrongFileError("tls: failed to find any PEM data in certificate input") from None


def _pair(texts: dict[str, bytes]) -> x509.Certificate | None:
    found = _certificate(texts, "cert")
    if found is None:
        return None
    try:
        key = load_pem_private_key(texts["key"], None)
    except (ValueError, TypeError):
        raise WrongFileError("tls: failed to find any PEM data in key input") from None
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if key.public_key().public_bytes(*form) != found.public_key().public_bytes(*form):
        raise WrongFileError("tls: private key does not match public key")
    return found


def _verify(known: Etcd, authority: x509.Certificate | None, own: x509.Certificate | None) -> None:
    """Shake hands. All authorities share a key here, so it is their names that count."""
    issuer = known.issuer()
    if authority is None or authority.subject.rfc4514_string() != issuer:
        why = "tls: failed to verify certificate: x509: certificate signed by unknown authority"
        raise UnreachableError(f'connection error: desc = "transport: authentication handshake failed: {why}"')
    if own is None:
        raise UnreachableError('connection error: desc = "error reading server preface: remote error: tls: '
                               'certificate required"')  # fmt: skip
    if own.issuer.rfc4514_string() != issuer:
        raise UnreachableError('connection error: desc = "error reading server preface: remote error: tls: bad '
                               'certificate"')  # fmt: skip


def stamp(run: Invocation) -> str:
    """This moment, as zap writes it."""
    return datetime.fromtimestamp(run.now(), UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def log(run: Invocation, level: str, caller: str, message: str, logger: str = "", **more: object) -> None:
    """A line as zap's production logger writes it."""
    line = {"level": level, "ts": stamp(run), **({"logger": logger} if logger else {}), "caller": caller,
            "msg": message, **{key.replace("_", "-"): value for key, value in more.items()}}  # fmt: skip
    await run.stderr.write(json.dumps(line, separators=(",", ":")) + "\n")


async def give_up(run: Invocation, options: Options, endpoint: str, method: str, why: str) -> None:
    """Try until the command's time is over, and say what was in the way."""
    await run.sleep(seconds(options))
    place = endpoint.rpartition("://")[2]
    error = f"rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: {why}"
    await log(run, "warn", f"v3@v{VERSION}/retry_interceptor.go:65", "retrying of unary invoker failed", "etcd-client",
              target=f"etcd-endpoints://0xc0003c4000/{place}", method=method, attempt=0, error=error)  # fmt: skip
