"""`kubectl create secret tls`."""

from __future__ import annotations

import base64
import re
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from app.kubectl.call import Call
from app.kubectl.creation import metadata
from app.kubectl.errors import KubectlError
from app.kubectl.verbs.create_secret_generic import create_secret

SHORT = "Create a secret that holds a TLS certificate and its key"
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\s(.*?)-----END \1-----", re.DOTALL)


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
    # Follows Go crypto/tls: X509KeyPair
    blocks = _blocks(certificate)
    found = [data for kind, data in blocks if kind == "CERTIFICATE"]
    if not found:
        kinds = [kind for kind, _ in blocks]
        if len(kinds) == 1 and kinds[0].endswith("PRIVATE KEY"):
            raise KubectlError(
                "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs "
                "may have been switched"
            )
        raise KubectlError(_missing("certificate", '"CERTIFICATE" PEM block', kinds))
    try:
        public = x509.load_der_x509_certificate(found[0]).public_key()
    except x509.InvalidVersion:
        raise KubectlError("x509: invalid version") from None
    except (ValueError, UnsupportedAlgorithm):
        raise KubectlError("x509: malformed certificate") from None
    private = _private_key(key).public_key()
    if type(private) is not type(public):
        raise KubectlError("tls: private key type does not match public key type")
    if _encoded(private) != _encoded(public):
        raise KubectlError("tls: private key does not match public key")


def _private_key(text: bytes) -> Any:
    blocks = _blocks(text)
    for kind, data in blocks:
        if kind == "PRIVATE KEY" or kind.endswith(" PRIVATE KEY"):
            try:
                return serialization.load_der_private_key(data, None)
            except (ValueError, TypeError, UnsupportedAlgorithm):
                raise KubectlError("tls: failed to parse private key") from None
    kinds = [kind for kind, _ in blocks]
    if kinds == ["CERTIFICATE"]:
        raise KubectlError("tls: found a certificate rather than a key in the PEM for the private key")
    raise KubectlError(_missing("key", 'PEM block with type ending in "PRIVATE KEY"', kinds))


def _encoded(key: Any) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_bytes(serialization.Encoding.DER, form))


def _blocks(text: bytes) -> list[tuple[str, bytes]]:
    """(type, contents) of the PEM blocks; what is not base64 is none."""
    found = []
    for match in _BLOCK.finditer(text):
        body = match[2].rpartition(b"\n\n")[2]  # headers, of an encrypted key
        try:
            found.append((match[1].decode(), base64.b64decode(b"".join(body.split()), validate=True)))
        except ValueError:
            continue
    return found


def _missing(what: str, wanted: str, kinds: list[str]) -> str:
    if not kinds:
        return f"tls: failed to find any PEM data in {what} input"
    skipped = " ".join(kinds)
    return f"tls: failed to find {wanted} in {what} input after skipping PEM blocks of the following types: [{skipped}]"
