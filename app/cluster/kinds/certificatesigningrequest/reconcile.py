"""Approves the requests of kubelets for their client certificates, and deletes requests that are old.

Follows kubernetes pkg/controller/certificates/{approver/sarapprove,cleaner/cleaner}.go.
"""

from __future__ import annotations

from base64 import b64decode

from app.cluster.api.authorization import Attributes
from app.cluster.api.call import User
from app.cluster.api.certificates import Signed, read_request
from app.cluster.control.plane import Plane
from app.cluster.control.resources import Name, Object, name_of
from app.cluster.kinds.certificatesigningrequest.signing import Signer
from app.sim.clock import parse_rfc3339

KEY = ("certificates.k8s.io", "certificatesigningrequests")
MANAGER = "kube-controller-manager"
KUBELET_CLIENT, NODE = "kubernetes.io/kube-apiserver-client-kubelet", "system:node:"
USAGES = ({"digital signature", "client auth"}, {"digital signature", "key encipherment", "client auth"})
LOOKS = 3600.0  # seconds between two looks for old requests
DECIDED, PENDING = 3600.0, 24 * 3600.0  # seconds that requests are kept


def register(plane: Plane) -> None:
    """Start the controllers."""
    RequestControl(plane)
    Signer(plane)


class RequestControl:
    """Looks after CertificateSigningRequests."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self._looking = False
        self.queue = plane.queue("certificatesigningrequest", self.reconcile)
        plane.subscribe(KEY, self._changed)

    def _changed(self, event: str, request: Object, old: Object | None) -> None:
        if event != "ADDED":
            return
        self.queue.add(name_of(request))
        if not self._looking:
            self._looking = True
            self.plane.agenda.after(LOOKS, self._clean, periodic=True)

    # Approving

    def reconcile(self, item: Name) -> float | None:
        """Approve a kubelet's request when whoever made it may have such a certificate."""
        request = self.plane.objects.get(KEY, *item)
        if request is None or (request.get("status") or {}).get("conditions"):
            return None
        wanted = read_request(b64decode(request["spec"]["request"]))
        if wanted is None or not _is_kubelet_client(request["spec"], wanted):
            return None
        own = request["spec"].get("username") == wanted.common_name
        for which, text in (("selfnodeclient", "self kubelet"), ("nodeclient", "kubelet")):
            if (own or which == "nodeclient") and self._may(request["spec"], which):
                self._approve(request, f"Auto approving {text} client certificate after SubjectAccessReview.")
                return None
        return None

    def _may(self, spec: Object, subresource: str) -> bool:
        user = User(spec.get("username", ""), tuple(spec.get("groups") or ()), spec.get("uid", ""))
        question = Attributes(user, "create", group=KEY[0], version="*", resource=KEY[1], subresource=subresource)
        return self.plane.api.authorizer.allows(question)

    def _approve(self, request: Object, message: str) -> None:
        now = self.plane.now()
        made = {"type": "Approved", "status": "True", "reason": "AutoApproved", "message": message,
                "lastUpdateTime": now, "lastTransitionTime": now}  # fmt: skip

        def approve(new: Object) -> None:
            new.setdefault("status", {}).setdefault("conditions", []).append(made)

        self.plane.objects.patch(KEY, *name_of(request), approve, subresource="approval", manager=MANAGER)

    # Cleaning

    def _clean(self) -> None:
        requests = list(self.plane.objects.list(KEY))
        for request in requests:
            if self._is_old(request):
                self.plane.delete(KEY, request)
        self._looking = bool(requests)
        if self._looking:
            self.plane.agenda.after(LOOKS, self._clean, periodic=True)

    def _is_old(self, request: Object) -> bool:
        now, status = self.plane.clock.now, request.get("status") or {}
        conditions = {one["type"]: one for one in status.get("conditions") or ()}
        if not conditions:
            return parse_rfc3339(request["metadata"]["creationTimestamp"]) + PENDING < now
        if "Approved" in conditions and not (status.get("certificate") or "Failed" in conditions):
            return parse_rfc3339(conditions["Approved"]["lastUpdateTime"]) + PENDING < now
        return any(parse_rfc3339(one["lastUpdateTime"]) + DECIDED < now for one in conditions.values())


def _is_kubelet_client(spec: Object, wanted: Signed) -> bool:
    """Follows kubernetes pkg/apis/certificates/helpers.go: ValidateKubeletClientCSR."""
    named = wanted.organizations == ("system:nodes",) and wanted.common_name.startswith(NODE) and not wanted.sans
    return spec.get("signerName") == KUBELET_CLIENT and named and set(spec.get("usages") or ()) in USAGES
