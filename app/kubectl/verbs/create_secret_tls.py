"""`kubectl create secret tls`."""

from __future__ import annotations

import base64
import re

from app.kubectl.call import Call
from app.kubectl.creation import metadata
from app.kubectl.errors import KubectlError
from app.kubectl.verbs.create_secret_generic import create_secret

SHORT = "Create a secret that holds a TLS certificate and its key"
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\s.*?-----END \1-----", re.DOTALL)


async def run(call: Call) -> None:
    """Create it from PEM files."""
    name = call.only_argument()
    key, certificate = call.flags.text("key"), call.flags.text("cert")
    if not key or not certificate:
        raise KubectlError("key and cert must be specified")
    cert_data, key_data = _read(call, certificate), _read(call, key)
    _check(cert_data, key_data)
    data = {"tls.crt": base64.b64encode(cert_data).decode(), "tls.key": base64.b64encode(key_data).decode()}
    obj = {
        "apiVersion": "v1", "kind": "Secret", "metadata": metadata(call, name), "data": data,
        "type": "kubernetes.io/tls",
    }  # fmt: skip
    await create_secret(call, obj)


def _read(call: Call, path: str) -> bytes:
    try:
        return call.machine.read_file(path)
    except OSError as wrong:
        raise KubectlError(f"Cannot read file {path}, open {path}: {(wrong.strerror or '').lower()}") from None


def _check(certificate: bytes, key: bytes) -> None:
    # Follows Go crypto/tls: X509KeyPair, as far as the PEM blocks go
    for data, wanted, what in ((certificate, b"CERTIFICATE", "certificate"), (key, b"PRIVATE KEY", "key")):
        kinds = [match[1] for match in _BLOCK.finditer(data)]
        if not kinds:
            raise KubectlError(f"tls: failed to find any PEM data in {what} input")
        if not any(kind.endswith(wanted) for kind in kinds):
            skipped = ", ".join(kind.decode() for kind in kinds)
            raise KubectlError(
                f'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the '
                f"following types: [{skipped}]"
                if what == "certificate"
                else 'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM '
                f"blocks of the following types: [{skipped}]"
            )
