"""A certificate signing request notes who made it, and is signed when it has been approved."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from app.cluster.api import certificates
from app.cluster.api.call import Call
from app.cluster.api.objects import Object

if TYPE_CHECKING:
    from app.cluster.api.api import Api

KEY = ("certificates.k8s.io", "certificatesigningrequests")
_WHO = ("username", "uid", "groups", "extra")


def begin_create(api: Api, request: Object, call: Call) -> None:
    """Follows kubernetes pkg/registry/certificates/certificates/strategy.go: PrepareForCreate."""
    user = call.user
    who = {"username": user.name, "uid": user.uid, "groups": list(user.groups), "extra": user.extra}
    for field in _WHO:
        request["spec"].pop(field, None)
    request["spec"] |= {key: value for key, value in who.items() if value}


def begin_update(api: Api, request: Object, old: Object, call: Call) -> None:
    """The request itself cannot be changed."""
    if not call.subresource:
        request["spec"] = old["spec"]


SIGNERS = {
    "kubernetes.io/kube-apiserver-client": ("client auth",),
    "kubernetes.io/kube-apiserver-client-kubelet": ("client auth",),
    "kubernetes.io/kubelet-serving": ("server auth",),
}
YEAR = 365 * 86400
MOMENT = 0.05  # seconds until the signing controller has seen an approval
BACKDATE = 300  # certificates are good a little before they are made, for clocks that disagree


def after_update(api: Api, request: Object, old: Object) -> None:
    """Sign what has been approved.

    Follows kubernetes pkg/controller/certificates/signer/signer.go.
    """
    if request["spec"].get("signerName") in SIGNERS and _approved(request) and not _approved(old):
        api.clock.call_later(MOMENT, lambda: _sign(api, request["metadata"]["name"]))


def _approved(request: Object) -> bool:
    held = {item["type"] for item in (request.get("status") or {}).get("conditions") or ()}
    return "Approved" in held and "Denied" not in held


def _sign(api: Api, name: str) -> None:
    request = api.store.get(KEY, "", name)
    if request is None or (request.get("status") or {}).get("certificate"):
        return
    spec = request["spec"]
    read = certificates.read_request(b64decode(spec["request"]))
    if read is None:
        return
    common_name, organizations, public_key = read
    pem = certificates.issue(
        common_name,
        organizations,
        public_key,
        serial=api.randomness.integer(1 << 60, 1 << 100),
        start=api.clock.now - BACKDATE,
        seconds=min(spec.get("expirationSeconds") or YEAR, YEAR) + BACKDATE,
        usages=SIGNERS[spec["signerName"]],
    )
    api.objects.patch(
        KEY,
        "",
        name,
        lambda new: new.setdefault("status", {}).update(certificate=b64encode(pem.encode()).decode()),
        subresource="status",
        manager="kube-controller-manager",
    )
