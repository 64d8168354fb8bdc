"""The leases of the control plane: who leads the controllers and the scheduler, and which API servers there are.

They are there from the start (app.cluster.bootstrap.leases), and are renewed when somebody looks, up to when their
process ended; another process takes a lease over.
Follows kubernetes client-go/tools/leaderelection, and apiserver's pkg/controlplane: kube-apiserver-identity-lease.
"""

from __future__ import annotations

from collections.abc import Set

from app.cluster.bootstrap import stable_uid
from app.cluster.bootstrap.leases import ADDRESS, NAMESPACE
from app.cluster.control.components import CONTROLLERS, SCHEDULER, SERVER
from app.cluster.control.plane import Plane
from app.cluster.control.resources import LEASES, Object
from app.sim.clock import parse_rfc3339, rfc3339_micro

LED = (CONTROLLERS, SCHEDULER)
RETRY, IDENTITY_RENEWAL = 2.0, 10.0  # seconds: --leader-elect-retry-period, and of an API server's own lease


def register(plane: Plane) -> None:
    """Have the leases change hands with the processes."""
    if plane.bare or plane.classic:
        return
    plane.components.begun.append(lambda name, pod: _taken_over(plane, name) if name in LED else None)
    down = frozenset(plane.components.down)

    def changed() -> None:
        """A process that has just ended has renewed its lease until now."""
        nonlocal down
        _renew(plane, down)
        down = frozenset(plane.components.down)

    plane.components.changed.append(changed)


def renew(plane: Plane) -> None:
    """Write the last renewals that were due, of those whose process runs."""
    if not plane.bare and not plane.classic:
        _renew(plane, plane.components.down)


def _renew(plane: Plane, silent: Set[str]) -> None:
    for lease in list(plane.objects.list(LEASES, NAMESPACE)):
        part = _part(lease)
        if not part or part in silent:
            continue
        period = RETRY if part in LED else IDENTITY_RENEWAL
        last = parse_rfc3339(lease["spec"]["renewTime"])
        due = last + (plane.clock.now - last) // period * period
        if due > last:
            _write(plane, lease, renewTime=rfc3339_micro(due))


def _part(lease: Object) -> str:
    """The part of the control plane that a lease is of; "" for somebody else's."""
    name = lease["metadata"]["name"]
    if name in LED:
        return str(name)
    return SERVER if ADDRESS in (lease["metadata"].get("annotations") or {}) else ""


def _taken_over(plane: Plane, part: str) -> None:
    """A new process leads, as soon as the lease of the one before has run out."""
    lease = plane.objects.get(LEASES, NAMESPACE, part)
    if lease is None:
        return
    spec, moment = lease["spec"], rfc3339_micro(plane.clock.now)
    turns = spec.get("leaseTransitions", 0) + 1
    node = str(spec["holderIdentity"]).partition("_")[0]
    holder = f"{node}_{stable_uid('lease', part, str(turns))}"
    _write(plane, lease, holderIdentity=holder, acquireTime=moment, renewTime=moment, leaseTransitions=turns)
    plane.events.event(lease, "Normal", "LeaderElection", f"{holder} became leader", part)


def _write(plane: Plane, lease: Object, **changes: object) -> None:
    plane.objects.rewrite(LEASES, lease, _part(lease), spec={**lease["spec"], **changes})
