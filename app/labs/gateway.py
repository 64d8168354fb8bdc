"""A cluster on its own, behind a real port: what `kubekata cluster` serves.

As at a real API server, visitors come over TLS and are known by their client certificates or tokens. A plain
connection reaches the clock and nothing else.
"""

from __future__ import annotations

import asyncio
import ssl
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import yaml
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.cluster.api import certificates
from app.cluster.cluster import Cluster, ClusterSpec
from app.cluster.images.runtime import ImageRuntime
from app.labs import door
from app.labs.containers import HostedRuntime
from app.labs.driver import WallDriver
from app.labs.listener import LOOPBACK, Listener
from app.labs.worlds import node_specs, world_of
from app.network.http import Headers, Reply, Request, Response
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness

CONTROL = "/_kubekata/"
DAY = 86400
IGNORE_TIMES = 0x200000  # X509_V_FLAG_NO_CHECK_TIME: the cluster's clock judges certificates, not the machine's


class Gateway:
    """One cluster that runs with the wall; POST /_kubekata/clock skips time, POST /_kubekata/reset begins anew."""

    def __init__(self, release: str, preset: str, nodes: int | None, seed: int) -> None:
        world = world_of(release)
        self.spec = ClusterSpec(world.cluster, node_specs(world, preset, nodes), preset)
        self.seed = seed
        self.cluster: Cluster
        self.driver: WallDriver

    def reset(self) -> None:
        """A fresh cluster of the same seed."""
        clock = Clock(time.time())
        randomness = Randomness(self.seed)
        network = Network(clock)
        runtime = (
            ImageRuntime(clock, network, randomness, bare=True)
            if self.spec.preset == "bare"
            else HostedRuntime(clock, network, randomness)
        )
        if hasattr(self, "driver"):
            self.driver.stop()
        self.cluster = Cluster(clock, randomness, network, runtime, self.spec)
        self.driver = WallDriver(clock)
        self.driver.start()

    async def serve(self, port: int, kubeconfig: Path | None, say: Callable[[str], None]) -> None:
        """Serve until cancelled; `say` is told where."""
        self.reset()
        listener = Listener(port, server_context(time.time()), door.visits(self.answer, self.answer_plain))
        place = f"https://{LOOPBACK}:{listener.port}"
        if kubeconfig is not None:
            kubeconfig.touch(mode=0o600)
            kubeconfig.write_text(yaml.safe_dump(self.kubeconfig(place), sort_keys=False))
        say(f"Kubernetes {self.spec.release} at {place}" + (f" (KUBECONFIG={kubeconfig})" if kubeconfig else ""))
        try:
            await listener.serve_forever()
        finally:
            self.driver.stop()
            await asyncio.sleep(0)  # the driver's task ends with the loop still there

    def kubeconfig(self, place: str) -> dict[str, object]:
        """The admin's kubeconfig, for the real port."""
        config = self.cluster.kubeconfig()
        config["clusters"][0]["cluster"]["server"] = place
        return config

    def answer(self, request: Request, reply: Reply) -> None:
        """Time first, then the API."""
        self.driver.clock.advance(self.driver.target())
        self.cluster.api.serve(request, reply)

    def answer_plain(self, request: Request, reply: Reply) -> None:
        """The clock's controls, for tests; pages of a browser are kept from them."""
        if not request.path.startswith(CONTROL) or "Origin" in request.headers:
            reply(_text(400, "Client sent an HTTP request to an HTTPS server.\n"))
            return
        self.driver.clock.advance(self.driver.target())
        reply(self._control(request))

    def _control(self, request: Request) -> Response:
        match request.method, request.path.removeprefix(CONTROL):
            case "POST", "reset":
                self.reset()
            case "POST", "clock":
                try:
                    seconds = float(parse_qs(request.body.decode())["seconds"][0])
                except (KeyError, ValueError):
                    return _text(400, "seconds=N is wanted\n")
                self.driver.shift(seconds)
                self.driver.clock.advance(self.driver.target())
            case _:
                return _text(404, "there are POST clock (seconds=N) and POST reset\n")
        return _text(200, "ok\n")


def _text(status: int, text: str) -> Response:
    return Response(status, Headers({"Content-Type": "text/plain"}), text.encode())


def server_context(now: float) -> ssl.SSLContext:
    """The API server's side of TLS: its certificate, and whose client certificates it takes."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = ("kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost", LOOPBACK)
    wanted = certificates.Signed("kube-apiserver", (), key.public_key(), names)
    issued = certificates.issue(wanted, serial=2, start=now - DAY, seconds=366 * DAY, usages=certificates.SERVER)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as pair:  # the only form that the ssl module reads
        pair.write(issued + private)
        pair.flush()
        context.load_cert_chain(pair.name)
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(cadata=certificates.authority()["ca.crt"])
    context.verify_flags |= IGNORE_TIMES
    return context
