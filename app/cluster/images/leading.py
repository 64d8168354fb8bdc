"""How the controllers and the scheduler lead: they renew a lease, and end when that fails for too long.

A process that comes back waits until it is elected, which takes an API server.
Follows kubernetes client-go/tools/leaderelection/leaderelection.go, cmd/kube-controller-manager/app
/controllermanager.go and cmd/kube-scheduler/app/server.go (OnStoppedLeading).
"""

from __future__ import annotations

from functools import partial

from app.cluster.control.components import CONTROLLERS, SCHEDULER
from app.cluster.images.image import Process
from app.cluster.images.klog import log

LEADS = "leads"  # in the process's data: whether it has been elected
RENEW_DEADLINE = 10.0  # seconds: --leader-elect-renew-deadline
LOST = {
    CONTROLLERS: 'controllermanager.go:413] "leaderelection lost/stopped"',
    SCHEDULER: 'server.go:328] "Leaderelection lost"',
}


class Election:
    """One process's part in it, while it runs."""

    def __init__(self, process: Process, name: str) -> None:
        assert process.spec.plane is not None
        self.process, self.name, self.plane = process, name, process.spec.plane
        self._silent: float | None = None  # since when the API server is
        components = self.plane.components
        process.data.setdefault(LEADS, components.serving)
        components.changed.append(self._changed)
        process.at_end(lambda: components.changed.remove(self._changed))
        self._changed()

    def _changed(self) -> None:
        """The API server has gone, or come."""
        components = self.plane.components
        if components.serving:
            self._silent = None
            self.process.data[LEADS] = True
            components.stalled.discard(self.name)
        elif not self.process.data[LEADS]:
            components.stalled.add(self.name)
        elif self._silent is None:
            self._silent = self.process.clock.now
            self.process.after(RENEW_DEADLINE, partial(self._deadline, self._silent))

    def _deadline(self, since: float) -> None:
        if self._silent != since:
            return
        host, port = self.plane.api.server
        path = f"apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{self.name}"
        refused = f"dial tcp {host}:{port}: connect: connection refused"
        why = "context deadline exceeded" if self.plane.components.listening else refused
        error = f'"Get \\"https://{host}:{port}/{path}?timeout=5s\\": {why}"'
        lock = f'lock="kube-system/{self.name}"'
        log(self.process, "E", f'leaderelection.go:452] "Error retrieving lease lock" err={error} {lock}')
        log(self.process, "I", f'leaderelection.go:304] "Failed to renew lease" {lock} err="context deadline exceeded"')
        log(self.process, "E", LOST[self.name])
        self.process.exit(1)
