"""A cluster on its own, behind the real HTTP door: what `kubekata cluster` serves."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import yaml

from app.cluster.cluster import Cluster, ClusterSpec
from app.cluster.images.runtime import ImageRuntime
from app.labs import door
from app.labs.containers import HostedRuntime
from app.labs.driver import WallDriver
from app.labs.worlds import node_specs, world_of
from app.network.http import Headers, Reply, Request, Response
from app.network.network import Network
from app.sim.clock import Clock
from app.sim.randomness import Randomness

CONTROL = "/_kubekata/"
TOKEN = "kubekata-admin"  # stands for the admin's certificate; whoever reaches this loopback port is its owner


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
        server = await door.serve(self.answer, port)
        place = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        if kubeconfig is not None:
            kubeconfig.write_text(yaml.safe_dump(self.kubeconfig(place), sort_keys=False))
        say(f"Kubernetes {self.spec.release} at {place}" + (f" (KUBECONFIG={kubeconfig})" if kubeconfig else ""))
        try:
            async with server:
                await server.serve_forever()
        finally:
            self.driver.stop()
            await asyncio.sleep(0)  # the driver's task ends with the loop still there

    def kubeconfig(self, place: str) -> dict[str, object]:
        """The admin's kubeconfig for the real port, with a token: a plain connection carries no certificate."""
        config = self.cluster.kubeconfig()
        cluster, user = config["clusters"][0], config["users"][0]
        cluster["cluster"] = {"server": place}
        user["user"] = {**user["user"], "token": TOKEN}
        return config

    def answer(self, request: Request, reply: Reply) -> None:
        """Time first, then the API."""
        self.driver.clock.advance(self.driver.target())
        if request.path.startswith(CONTROL):
            reply(self._control(request))
            return
        # client-go sends no credentials over a plain connection, so a request without any is the owner's too.
        if request.headers.get("Authorization", f"Bearer {TOKEN}") == f"Bearer {TOKEN}":
            admin = base64.b64decode(self.cluster.kubeconfig()["users"][0]["user"]["client-certificate-data"])
            fields = [field for field in request.headers.fields() if field[0] != "Authorization"]
            request = replace(request, headers=Headers(fields), identity=admin)
        self.cluster.api.serve(request, reply)

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
