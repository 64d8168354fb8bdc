"""Certificate signing requests: what is approved by itself, and what is cleaned away."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.cluster.api.call import User
from tests.cluster.worlds import World

REQUESTS = ("certificates.k8s.io", "certificatesigningrequests")
KUBELET = "kubernetes.io/kube-apiserver-client-kubelet"
USAGES = ["digital signature", "client auth"]


def request(name: str, common: str, organization: str, signer: str = KUBELET) -> Any:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common),
             x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization)]  # fmt: skip
    key = ec.generate_private_key(ec.SECP256R1())
    made = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(parts)).sign(key, hashes.SHA256())
    pem = b64encode(made.public_bytes(serialization.Encoding.PEM)).decode()
    return {"metadata": {"name": name}, "spec": {"request": pem, "signerName": signer, "usages": USAGES}}


def conditions(world: World, name: str) -> list[tuple[str, str, str]]:
    found = world.objects.get(REQUESTS, "", name)
    assert found is not None
    return [(one["type"], one["reason"], one["message"]) for one in (found.get("status") or {}).get("conditions", ())]


@pytest.mark.parametrize(
    ("user", "common", "message"),
    [
        (User("admin", ("system:masters",)), "system:node:node09",
         "Auto approving kubelet client certificate after SubjectAccessReview."),
        (User("system:node:node09", ("system:masters",)), "system:node:node09",
         "Auto approving self kubelet client certificate after SubjectAccessReview."),
        (User("jane"), "system:node:node09", ""),
        (User("admin", ("system:masters",)), "jane", ""),
    ],
)  # fmt: skip
def test_a_kubelet_gets_its_certificate_by_itself(user: User, common: str, message: str) -> None:
    world = World()
    world.objects.create(REQUESTS, request("csr", common, "system:nodes"), user=user)
    world.advance(1)
    assert conditions(world, "csr") == ([("Approved", "AutoApproved", message)] if message else [])
    found = world.objects.get(REQUESTS, "", "csr")
    assert found is not None
    assert bool((found.get("status") or {}).get("certificate")) is bool(message)


def test_requests_are_cleaned_away() -> None:
    world = World()
    admin = User("admin", ("system:masters",))
    world.objects.create(REQUESTS, request("signed", "system:node:node09", "system:nodes"), user=admin)
    world.objects.create(REQUESTS, request("waiting", "jane", "dev", "kubernetes.io/kube-apiserver-client"))
    world.advance(1800)
    assert len(list(world.objects.list(REQUESTS))) == 2
    world.advance(7200)
    assert [one["metadata"]["name"] for one in world.objects.list(REQUESTS)] == ["waiting"]
    world.advance(25 * 3600)
    assert list(world.objects.list(REQUESTS)) == []
