"""Signs approved requests for the three signers of the controller manager.

Follows kubernetes pkg/controller/certificates/signer/signer.go.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from app.cluster.api import certificates
from app.cluster.control.plane import Plane
from app.cluster.control.resources import Name, Object, name_of

KEY = ("certificates.k8s.io", "certificatesigningrequests")
MANAGER = "kube-controller-manager"
_NODE = "system:node:"
_CLIENT_USAGES = {"digital signature", "key encipherment", "client auth"}
CLIENT, KUBELET_CLIENT, KUBELET_SERVING = (
    "kubernetes.io/kube-apiserver-client",
    "kubernetes.io/kube-apiserver-client-kubelet",
    "kubernetes.io/kubelet-serving",
)
SIGNERS = frozenset({CLIENT, KUBELET_CLIENT, KUBELET_SERVING})
YEAR = 365 * 86400
SHORTEST = 600  # seconds
BACKDATE = 300  # certificates are good a little before they are made, for clocks that disagree


class Signer:
    """Looks after requests that have been approved."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.queue = plane.queue("csrsigning", self.reconcile)
        plane.subscribe(KEY, self._changed)

    def _changed(self, event: str, request: Object, old: Object | None) -> None:
        if event != "DELETED" and _waits(request):
            self.queue.add(name_of(request))

    def reconcile(self, item: Name) -> float | None:
        """Write the certificate, or why there will be none."""
        request = self.plane.objects.get(KEY, *item)
        if request is None or not _waits(request):
            return None
        spec = request["spec"]
        read = certificates.read_request(b64decode(spec["request"]))
        if read is None:
            return None
        if refusal := _refusal(spec, read.common_name, read.organizations):
            self._write(item, self._failed(request, refusal))
            return None
        clock, randomness = self.plane.clock, self.plane.randomness
        pem = certificates.issue(
            read,
            serial=randomness.integer(1 << 60, 1 << 100),
            start=clock.now - BACKDATE,
            seconds=max(min(spec.get("expirationSeconds") or YEAR, YEAR), SHORTEST) + BACKDATE,
            usages=tuple(spec.get("usages") or ()),
        )
        self._write(item, {"certificate": b64encode(pem.encode()).decode()})
        return None

    def _failed(self, request: Object, why: str) -> dict[str, Any]:
        now = self.plane.now()
        failed = {"type": "Failed", "status": "True", "reason": "SignerValidationFailure", "message": why,
                  "lastUpdateTime": now, "lastTransitionTime": now}  # fmt: skip
        return {"conditions": [*request["status"]["conditions"], failed]}

    def _write(self, item: Name, parts: dict[str, Any]) -> None:
        self.plane.objects.patch(
            KEY, *item, lambda new: new.setdefault("status", {}).update(parts), subresource="status", manager=MANAGER
        )


def _waits(request: Object) -> bool:
    """Whether it is approved, for one of these signers, and neither signed nor refused yet."""
    status = request.get("status") or {}
    held = {item["type"] for item in status.get("conditions") or ()}
    ours = request["spec"].get("signerName") in SIGNERS
    return ours and "Approved" in held and not held & {"Denied", "Failed"} and not status.get("certificate")


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
