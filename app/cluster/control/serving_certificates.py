"""The certificates that programs in containers show: of Secrets, or made up for want of one."""

from __future__ import annotations

from base64 import b64decode
from functools import lru_cache

from app.cluster.api.certificates import SIGNER, YEAR, Signed, issue, private_key
from app.cluster.control.plane import Plane
from app.cluster.control.resources import SECRETS

FAKE = "Kubernetes Ingress Controller Fake Certificate"


def tls_certificate(plane: Plane, secret: tuple[str, str]) -> bytes:
    """The certificates of a Secret (namespace, name) of type kubernetes.io/tls, as PEM; b"" when it has none."""
    found = plane.objects.get(SECRETS, *secret)
    try:
        return b64decode(((found or {}).get("data") or {}).get("tls.crt") or "")
    except ValueError:
        return b""


@lru_cache(maxsize=64)
def fake_certificate(start: float) -> bytes:
    """What ingress-nginx shows when it has nothing else; it signed that itself."""
    wanted = Signed(FAKE, (), private_key("ca.key").public_key())
    return issue(wanted, serial=int(start), start=start, seconds=YEAR, usages=SIGNER, issuer=FAKE).encode()
