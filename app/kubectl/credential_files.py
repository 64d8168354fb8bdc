"""The certificates and keys of a configuration, as far as kubectl looks at them before it calls the server.

Follows kubernetes client-go/transport/transport.go: TLSConfigFor; go crypto/tls: X509KeyPair.
"""

from __future__ import annotations

from app.kubectl.errors import KubectlError

BEGIN = b"-----BEGIN "


def check(*, authority: bytes | None, certificate: bytes | None, key: bytes | None, insecure: bool) -> None:
    """KubectlError for what cannot be used; None stands for what is not given."""
    if authority is not None and insecure:
        raise KubectlError("specifying a root certificates file with the insecure flag is not allowed")
    for name, data in (("certificate", certificate), ("key", key)):
        if data is not None and BEGIN not in data:
            raise KubectlError(f"tls: failed to find any PEM data in {name} input")
    if authority is None or b"-----BEGIN CERTIFICATE-----" in authority:
        return
    why = "no valid certificate authority data seen" if BEGIN in authority else "unable to parse bytes as PEM block"
    raise KubectlError(f"unable to load root certificates: {why}")
