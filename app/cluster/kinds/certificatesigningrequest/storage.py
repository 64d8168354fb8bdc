"""A certificate signing request notes who made it, and is signed when it has been approved."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from app.cluster.api import certificates
from app.cluster.api.call import Call
from app.cluster.api.objects import Object
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.api import Api

KEY = ("certificates.k8s.io", "certificatesigningrequests")
_NODE = "system:node:"
_CLIENT_USAGES = {"digital signature", "key encipherment", "client auth"}
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


CLIENT, KUBELET_CLIENT, KUBELET_SERVING = (
    "kubernetes.io/kube-apiserver-client",
    "kubernetes.io/kube-apiserver-client-kubelet",
    "kubernetes.io/kubelet-serving",
)
SIGNERS = frozenset({CLIENT, KUBELET_CLIENT, KUBELET_SERVING})
YEAR = 365 * 86400
SHORTEST = 600  # seconds
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
    if refusal := _refusal(spec, read.common_name, read.organizations):
        _fail(api, name, refusal)
        return
    pem = certificates.issue(
        read,
        serial=api.randomness.integer(1 << 60, 1 << 100),
        start=api.clock.now - BACKDATE,
        seconds=max(min(spec.get("expirationSeconds") or YEAR, YEAR), SHORTEST) + BACKDATE,
        usages=tuple(spec.get("usages") or ()),
    )
    api.objects.patch(
        KEY,
        "",
        name,
        lambda new: new.setdefault("status", {}).update(certificate=b64encode(pem.encode()).decode()),
        subresource="status",
        manager="kube-controller-manager",
    )


def _refusal(spec: Object, common_name: str, organizations: tuple[str, ...]) -> str:
    """Why the signer will not sign an approved request; empty when it will.

    Follows kubernetes pkg/apis/certificates/helpers.go.
    """
    usages = set(spec.get("usages") or ())
    if spec["signerName"] == CLIENT:
        odd = next((item for item in spec.get("usages") or () if item not in _CLIENT_USAGES), None)
        if odd is not None:
            return f"invalid usage for client certificate: {odd}"
        return "" if "client auth" in usages else "missing required usage for client certificate: client auth"
    if organizations != ("system:nodes",):
        return "subject organization is not system:nodes"
    own = "server auth" if spec["signerName"] == KUBELET_SERVING else "client auth"
    if own == "client auth" and not common_name.startswith(_NODE):
        return "subject common name does not begin with system:node:"
    if usages not in ({"digital signature", own}, {"digital signature", "key encipherment", own}):
        return f"usages did not match [{' '.join(sorted(('digital signature', 'key encipherment', own)))}]"
    return "" if common_name.startswith(_NODE) else "subject common name does not begin with system:node:"


def _fail(api: Api, name: str, why: str) -> None:
    now = rfc3339(api.clock.now)
    failed = {
        "type": "Failed",
        "status": "True",
        "reason": "SignerValidationFailure",
        "message": why,
        "lastUpdateTime": now,
        "lastTransitionTime": now,
    }

    def change(new: Object) -> None:
        status = new.setdefault("status", {})
        status["conditions"] = [*status.get("conditions", ()), failed]

    api.objects.patch(KEY, "", name, change, subresource="status", manager="kube-controller-manager")
