"""Certificate signing requests: what is refused, and what approving them leads to."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from tests.cluster.api.server import NOW, Server

PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
# openssl req -new -newkey rsa:1024 -nodes -subj /CN=jane/O=dev
PEM = """-----BEGIN CERTIFICATE REQUEST-----
MIIBXDCBxgIBADAdMQ0wCwYDVQQDDARqYW5lMQwwCgYDVQQKDANkZXYwgZ8wDQYJ
KoZIhvcNAQEBBQADgY0AMIGJAoGBAPgMGfEfFcAXHPv3JHZZi3SvKydCmyITr/uy
8MK7Bq7PGTvhVEDl2v9ld44Mqhpu81IXXUZGOG9lzYD/G6DuCBZkmngU2uU3GUfB
10GboTF7BWiQ0d6K0mXLXIp3ZfpoxJcanShRvUWJQt6yCH1Uc+xND6bfkZm2GQL0
KsTrHNT/AgMBAAGgADANBgkqhkiG9w0BAQsFAAOBgQATWWAOIJYfybrJEr41xvtz
9W0IwFQEph76r51+o3f8GXIBxaipikfv2JCWGU/Umyifn/LmU0urb0hDcnaz34YT
Zp8gSq7hy8jZiOaF6z8f+grL/fjl/OUzKE7WjV34isZlnLRcEC9Ed/kQ+O5FKJ52
7EnuUyl9pho5uppcd6qV/A==
-----END CERTIFICATE REQUEST-----
"""


def asked(name: str, **spec: Any) -> Any:
    wanted = {"request": b64encode(PEM.encode()).decode(), "signerName": "kubernetes.io/kube-apiserver-client",
              "usages": ["client auth"], **spec}  # fmt: skip
    return {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
            "metadata": {"name": name}, "spec": wanted}  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"signerName": "foo"}, 'spec.signerName: Invalid value: "foo": must be a fully qualified domain and path of '
         "the form 'example.com/signer-name'"),
        ({"signerName": ""}, "spec.signerName: Required value"),
        ({"request": "Zm9v"}, 'spec.request: Invalid value: "Zm9v": PEM block type must be CERTIFICATE REQUEST'),
        ({"usages": []}, "spec.usages: Required value"),
        ({"usages": ["signing", "signing"]}, 'spec.usages[1]: Duplicate value: "signing"'),
        ({"expirationSeconds": 60}, "spec.expirationSeconds: Invalid value: 60: may not specify a duration less than "
         "600 seconds (10 minutes)"),
    ],
)  # fmt: skip
def test_malformed_requests_are_refused(server: Server, spec: Any, message: str) -> None:
    found = server.json("POST", PATH, asked("jane", **spec))
    assert found["message"] == f'CertificateSigningRequest.certificates.k8s.io "jane" is invalid: {message}'


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"signerName": "kubernetes.io/kubelet-serving"}, "subject organization is not system:nodes"),
        ({"usages": ["server auth"]}, "invalid usage for client certificate: server auth"),
        ({"usages": ["digital signature"]}, "missing required usage for client certificate: client auth"),
    ],
)
def test_the_signer_marks_what_it_will_not_sign(server: Server, spec: Any, why: str) -> None:
    made = server.create(PATH, **asked("jane", **spec))
    approved = {"type": "Approved", "status": "True", "reason": "KubectlApprove"}
    server.json("PUT", f"{PATH}/jane/approval", {**made, "status": {"conditions": [approved]}})
    server.cluster.clock.advance(NOW + 1)
    status = server.json("GET", f"{PATH}/jane")["status"]
    failed = status["conditions"][1]
    assert (failed["type"], failed["reason"], failed["message"]) == ("Failed", "SignerValidationFailure", why)
    assert "certificate" not in status
